// A short day at a helpdesk: a ticket comes in, is promised a deadline, answered and solved, and each of it says why.
#include <iostream>
#include <string>

#include <ticketkit.hpp>

namespace tk = ticketkit;

int main() try {
  // In memory, and at a moment of our own, so that the day is the same each time. `tk::engine::open("desks.sqlite")` keeps it.
  tk::instant now(std::chrono::milliseconds(1780304400000));  // Monday 2026-06-01, 09:00 UTC
  const auto engine = tk::engine::with({{"/now", now}});
  const auto desk = engine.desk("support");  // made with the default configuration
  const auto later = [&](int minutes) { engine.set_now(now += std::chrono::minutes(minutes)); };
  desk.execute({"put_agent", {{"/person", "ada"}, {"/name", "Ada"}, {"/role", "agent"}, {"/teams/-", "support"}}}, tk::host());

  const auto opened = desk.execute({"create_ticket", {{"/subject", "The printer in hall 7 is on fire"},
                                                      {"/body", "Please hurry."},
                                                      {"/requester/person", "ines"},
                                                      {"/requester/address", "ines@example.com"}}},
                                   tk::host());
  const std::string ticket(opened.get_text("/number"));
  std::cout << "Ines opens ticket " << ticket << ". What is she promised, and why?\n";
  const auto promises = desk.ask({"promises", {{"/ticket", ticket}}}, tk::agent("ada"));
  for (const auto clock : promises.items("/clocks")) std::cout << clock.get_text("/why");

  later(45);
  std::cout << "\nAda wants too much at once, and is told everything that is in the way:\n";
  const auto refused = desk.try_execute(
      {"change_ticket", {{"/ticket", ticket}, {"/set/status", "solvd"}, {"/set/priority", "hihg"}}}, tk::agent("ada"));
  for (const auto& problem : refused.error().problems()) {
    std::cout << "  " << problem.path << ": " << problem.message << "; " << problem.hint << '\n';
  }

  desk.execute({"reply", {{"/ticket", ticket}, {"/body", "The fire is out."}}}, tk::agent("ada"));
  later(60);
  desk.execute({"reply", {{"/ticket", ticket}, {"/body", "All is well, thank you."}}}, tk::requester("ines"));
  later(15);
  desk.execute({"change_ticket", {{"/ticket", ticket}, {"/set/status", "resolved"}}}, tk::agent("ada"));

  const auto shown = desk.ask({"ticket", {{"/ticket", ticket}}}, tk::agent("ada"));
  std::cout << "\nTicket " << ticket << " is " << shown.get_text("/ticket/status") << ". ";
  const auto kept = desk.ask({"promises", {{"/ticket", ticket}}}, tk::agent("ada"));
  for (const auto clock : kept.items("/clocks")) {
    std::cout << "The promise of " << clock.get_text("/clock/metric") << " is " << clock.get_text("/clock/state") << ". ";
  }
  std::cout << '\n';
} catch (const tk::error& error) {
  std::cerr << error.code() << ": " << error.what() << '\n';
  return 1;
}
