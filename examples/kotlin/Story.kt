// A ticket comes in, is promised a deadline, answered and solved; and it says why.
package ticketkit.examples

import java.time.Instant
import ticketkit.*

fun main() {
    val monday = Instant.parse("2026-06-01T09:00:00Z")
    Engine.open(Options(now = monday)).use { engine ->
        val desk = engine.desk("main") // made with the default configuration when it is not there
        val opened = desk.execute(
            Command.CreateTicket(
                subject = "The printer in hall 7 is on fire",
                body = "Please hurry.",
                requester = Intake(address = "ines@example.com"),
                set = edits("priority" to "urgent"),
            ),
            host.context(),
        )
        val ticket = number(opened.number!!)
        println("ticket ${opened.number}")

        // It says why.
        val promises = desk.ask(Query.Promises(ticket), host) as Answer.Promises
        println(promises.clocks.first().why)

        // What cannot be done is refused with every reason at once, and nothing changes.
        try {
            desk.execute(Command.ChangeTicket(ticket, edits("priority" to "hihg", "colour" to "red")), host.context())
        } catch (refused: TicketKitException) {
            refused.problems.forEach { println("${it.code.text}: ${it.message} (at ${it.path})" + it.hint?.let { hint -> "; $hint" }.orEmpty()) }
        }

        engine.setNow(monday.plusSeconds(1800))
        desk.execute(Command.PutAgent(key("ada"), name = "Ada", role = "admin"), host.context())
        desk.execute(Command.Reply(ticket, "It is out. Use the one in hall 6.", set = edits("status" to "resolved")), agent("ada").context())
        val solved = (desk.ask(Query.Ticket(ticket), agent("ada")) as Answer.Ticket).ticket
        println("ticket ${solved.number} is ${solved.status}")
    }
}
