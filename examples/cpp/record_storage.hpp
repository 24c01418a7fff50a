// A storage of one's own, over std::map: what `ticketkit::record_storage` asks for, in a few dozen lines.
#ifndef EXAMPLES_RECORD_STORAGE_HPP
#define EXAMPLES_RECORD_STORAGE_HPP

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <ticketkit.hpp>

namespace examples {

class map_storage : public ticketkit::record_storage {
 public:
  std::vector<std::optional<ticketkit::record>> get(const std::vector<std::string>& keys) override {
    const std::lock_guard<std::mutex> alone(mutex_);
    std::vector<std::optional<ticketkit::record>> found;
    for (const auto& key : keys) {
      const auto at = records_.find(key);
      found.push_back(at == records_.end() ? std::nullopt : std::optional(at->second));
    }
    return found;
  }

  std::vector<ticketkit::record> range(const ticketkit::record_range& range) override {
    const std::lock_guard<std::mutex> alone(mutex_);
    std::vector<ticketkit::record> found;
    if (range.from >= range.until) return found;
    const auto begin = entries_.lower_bound({range.from, ""});
    const auto end = entries_.lower_bound({range.until, ""});
    const auto take = [&](auto from, auto until) {
      for (; from != until && found.size() < range.limit; ++from) found.push_back(records_.at(from->second));
    };
    if (range.descending) take(std::make_reverse_iterator(end), std::make_reverse_iterator(begin));
    else take(begin, end);
    return found;
  }

  bool commit(const ticketkit::record_batch& batch) override {
    const std::lock_guard<std::mutex> alone(mutex_);
    for (const auto& expected : batch.expect) {
      const auto at = records_.find(expected.key);
      if ((at == records_.end() ? 0 : at->second.version) != expected.version) return false;
    }
    for (const auto& key : batch.remove) remove(key);
    for (const auto& record : batch.put) {
      remove(record.key);
      for (const auto& entry : record.entries) entries_.emplace(entry, record.key);
      records_.emplace(record.key, record);
    }
    return true;
  }

 private:
  void remove(const std::string& key) {
    const auto at = records_.find(key);
    if (at == records_.end()) return;
    for (const auto& entry : at->second.entries) entries_.erase({entry, key});
    records_.erase(at);
  }

  std::mutex mutex_;
  std::map<std::string, ticketkit::record> records_;
  std::set<std::pair<std::string, std::string>> entries_;  // of every entry: the entry, and the key of its record
};

}  // namespace examples

#endif
