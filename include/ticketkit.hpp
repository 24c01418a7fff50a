// ticketkit for C++17 and later: tickets, workflows, assignment and service levels inside your own program.
//
// Header only, over the C face in ticketkit.h; link the library `ticketkit`.
//
//     #include <ticketkit.hpp>
//
//     auto engine = ticketkit::engine::open("desks.sqlite");  // or ticketkit::engine::in_memory()
//     auto desk = engine.desk("support");                     // made with the default configuration
//     auto opened = desk.execute({"create_ticket", {{"/subject", "The printer in hall 7 is on fire"},
//                                                   {"/requester/address", "ines@example.com"},
//                                                   {"/set/priority", "urgent"}}},
//                                ticketkit::host());
//     std::cout << "ticket " << opened.get_text("/number") << '\n';
//
// Commands and questions are built by JSON Pointer (RFC 6901), or are JSON text: `desk.ask_json(text, who)`. Answers are read by JSON Pointer. What fails throws `ticketkit::error`, which lists every problem at once; `try_execute`,
// `try_ask` and `attempt` answer an `outcome` instead.
//
// Every object may be used from several threads at a time, other than while it is moved, assigned or destroyed. One that
// was moved from answers `bad_handle` to every call. Texts that are given are copied; a `std::string_view` that is answered
// lives as long as the `result` that it was read from. Moments have milliseconds, and are `std::chrono` time points.
#ifndef TICKETKIT_HPP
#define TICKETKIT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ticketkit.h"

namespace ticketkit {

/// A moment. It becomes a `std::chrono::system_clock::time_point` by itself.
using instant = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// JSON text that becomes a part of a request: `command.set("/tickets", json{R"(["17", "18"])"})`. Lives no longer than
/// the text that it is made of.
struct json {
  /// The text.
  std::string_view text;
};

/// One thing that is wrong with a request.
struct problem {
  /// Its stable code, such as `unknown_name`; see docs/errors.md.
  std::string code;
  /// The JSON Pointer of the value that it is about; empty for the whole.
  std::string path;
  /// What is wrong, in a sentence.
  std::string message;
  /// What would be accepted; empty when there is nothing to say.
  std::string hint;
  /// The values inside the message by name, for a translation.
  std::map<std::string, std::string> params;
};

class view;

/// A call did not do what it was asked for, and nothing was changed.
///
///     try {
///       desk.execute({"change_ticket", {{"/ticket", "1"}, {"/set/priority", "hihg"}}}, ticketkit::agent("ada"));
///     } catch (const ticketkit::error& refused) {
///       for (const auto& problem : refused.problems()) std::cout << problem.path << ": " << problem.message << '\n';
///     }
class error : public std::runtime_error {
 public:
  /// An error with one problem, of this code: `TKIT_CODE_...`. What a storage of the host's own throws, too.
  error(tkit_status number, std::string_view message, std::string_view path = {});
  /// The error that an answer describes, such as an item of what `execute_many` answers has at `/error`.
  explicit error(const view& described);

  /// The number of the first problem's code: `TKIT_CODE_...`; negative for what only the program itself gets wrong.
  [[nodiscard]] tkit_status number() const noexcept { return data_->number; }
  /// The code of the first problem, such as `not_found`.
  [[nodiscard]] const std::string& code() const noexcept { return data_->code; }
  /// What sort of failure it is, such as `forbidden`; `misuse` for what only the program itself gets wrong.
  [[nodiscard]] const std::string& kind() const noexcept { return data_->kind; }
  /// Whether the very same request may succeed when it is made again.
  [[nodiscard]] bool retryable() const noexcept { return data_->retryable; }
  /// Everything that is wrong, at least one.
  [[nodiscard]] const std::vector<problem>& problems() const noexcept { return data_->problems; }

 private:
  struct data {
    tkit_status number = 0;
    std::string code;
    std::string kind;
    bool retryable = false;
    std::string message;
    std::vector<problem> problems;
  };

  explicit error(data given) : std::runtime_error(given.message), data_(std::make_shared<const data>(std::move(given))) {}
  static data described_by(const view& described);
  static data of(tkit_status number, std::string_view message, std::string_view path);

  // Shared, because an exception must not throw when it is copied.
  std::shared_ptr<const data> data_;
};

/// A value, or the error in its place.
///
///     if (auto opened = desk.try_execute(command, who)) use(opened->get_text("/number"));
///     else log(opened.error().what());
template <typename T>
class [[nodiscard]] outcome {
 public:
  /// A value.
  outcome(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  /// An error.
  outcome(ticketkit::error why) : held_(std::in_place_index<1>, std::move(why)) {}

  /// Whether there is a value.
  [[nodiscard]] bool has_value() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value; throws the error where there is none.
  [[nodiscard]] T& value() & { return checked(*this); }
  [[nodiscard]] const T& value() const& { return checked(*this); }
  [[nodiscard]] T value() && { return std::move(checked(*this)); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T operator*() && { return std::move(*this).value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  /// The error; `std::bad_variant_access` where there is none.
  [[nodiscard]] const ticketkit::error& error() const { return std::get<1>(held_); }

 private:
  template <typename Self>
  static auto& checked(Self& self) {
    if (const auto* why = std::get_if<1>(&self.held_)) throw ticketkit::error(*why);
    return *std::get_if<0>(&self.held_);
  }

  std::variant<T, ticketkit::error> held_;
};

namespace detail {

inline tkit_text text(std::string_view given) noexcept {
  // A text without bytes is empty here, never absent.
  return given.data() == nullptr ? tkit_z("") : tkit_text{given.data(), given.size()};
}

inline std::vector<tkit_text> texts(const std::vector<std::string>& given) {
  std::vector<tkit_text> all;
  for (const auto& one : given) all.push_back(text(one));
  return all;
}

inline std::string_view view_of(tkit_text given) noexcept {
  return given.data == nullptr ? std::string_view() : std::string_view(given.data, given.length);
}

inline std::string copy_of(tkit_text given) { return std::string(view_of(given)); }

/// A part of a JSON Pointer.
inline std::string token(std::string_view name) {
  std::string part = "/";
  for (const char letter : name) {
    if (letter == '~') part += "~0";
    else if (letter == '/') part += "~1";
    else part += letter;
  }
  return part;
}

/// A handle that is given back when this ends.
template <typename Handle, tkit_status (*Free)(Handle)>
class owned {
 public:
  explicit owned(Handle held = Handle{0}) noexcept : held_(held) {}
  owned(owned&& other) noexcept : held_(std::exchange(other.held_, Handle{0})) {}
  owned& operator=(owned&& other) noexcept {
    if (this != &other) {
      release();
      held_ = std::exchange(other.held_, Handle{0});
    }
    return *this;
  }
  owned(const owned&) = delete;
  owned& operator=(const owned&) = delete;
  ~owned() { release(); }

  [[nodiscard]] Handle get() const noexcept { return held_; }

 private:
  void release() noexcept {
    if (held_.number != 0) Free(held_);
  }

  Handle held_;
};

/// What is said where the library gives no more than a status.
inline std::string sentence(tkit_status status, std::string_view pointer) {
  const std::string where = "`" + std::string(pointer) + "`";
  switch (status) {
    case TKIT_CODE_MISSING: return "there is nothing at " + where;
    case TKIT_CODE_WRONG_TYPE: return "what stands at " + where + " has another type";
    case TKIT_CODE_OUT_OF_RANGE: return "what stands at " + where + " does not fit the type";
    case TKIT_CODE_MALFORMED: return where + " is not a JSON Pointer";
    case TKIT_BAD_HANDLE: return "the object holds nothing: it was moved from";
    case TKIT_FREED: return "the result that this is a part of was given back";
    default: return "the call answered " + std::string(tkit_status_name(status));
  }
}

}  // namespace detail

/// Of which type a value is.
enum class type : std::int32_t {
  null = TKIT_TYPE_NULL,
  boolean = TKIT_TYPE_BOOL,
  integer = TKIT_TYPE_INT,
  number = TKIT_TYPE_NUMBER,
  text = TKIT_TYPE_TEXT,
  list = TKIT_TYPE_LIST,
  object = TKIT_TYPE_OBJECT,
};

/// A value inside a result. It may be copied, and ends with the result that it is a part of: `freed` from then on.
///
/// All that read take a JSON Pointer, which is empty for the value itself. `get_...` throw `missing` when there is nothing,
/// and `wrong_type` when it is of another type; `find_...` answer nothing in place of what is missing or null.
class view {
 public:
  /// Of which type the value is.
  [[nodiscard]] type get_type(std::string_view pointer = {}) const {
    return static_cast<type>(read<std::int32_t>(tkit_get_type, pointer));
  }
  /// The text.
  [[nodiscard]] std::string_view get_text(std::string_view pointer = {}) const {
    return detail::view_of(read<tkit_text>(tkit_get_text, pointer));
  }
  /// The whole number; `out_of_range` when it is too large.
  [[nodiscard]] std::int64_t get_int(std::string_view pointer = {}) const {
    return read<std::int64_t>(tkit_get_int, pointer);
  }
  /// The number, whole or not.
  [[nodiscard]] double get_number(std::string_view pointer = {}) const { return read<double>(tkit_get_number, pointer); }
  /// The truth value.
  [[nodiscard]] bool get_bool(std::string_view pointer = {}) const { return read<bool>(tkit_get_bool, pointer); }
  /// The moment.
  [[nodiscard]] instant get_instant(std::string_view pointer = {}) const {
    return instant(std::chrono::milliseconds(read<std::int64_t>(tkit_get_instant, pointer)));
  }
  /// The value as JSON text, members in the order of their names, without spaces.
  [[nodiscard]] std::string_view get_json(std::string_view pointer = {}) const {
    return detail::view_of(read<tkit_text>(tkit_get_json, pointer));
  }
  /// How many items the list has, or how many members the object.
  [[nodiscard]] std::size_t count(std::string_view pointer = {}) const { return read<std::size_t>(tkit_get_count, pointer); }

  /// The text, where there is one.
  [[nodiscard]] std::optional<std::string_view> find_text(std::string_view pointer) const {
    return there(pointer) ? std::optional(get_text(pointer)) : std::nullopt;
  }
  /// The whole number, where there is one.
  [[nodiscard]] std::optional<std::int64_t> find_int(std::string_view pointer) const {
    return there(pointer) ? std::optional(get_int(pointer)) : std::nullopt;
  }
  /// The number, where there is one.
  [[nodiscard]] std::optional<double> find_number(std::string_view pointer) const {
    return there(pointer) ? std::optional(get_number(pointer)) : std::nullopt;
  }
  /// The truth value, where there is one.
  [[nodiscard]] std::optional<bool> find_bool(std::string_view pointer) const {
    return there(pointer) ? std::optional(get_bool(pointer)) : std::nullopt;
  }
  /// The moment, where there is one.
  [[nodiscard]] std::optional<instant> find_instant(std::string_view pointer) const {
    return there(pointer) ? std::optional(get_instant(pointer)) : std::nullopt;
  }

  /// Whether something stands there, be it null.
  [[nodiscard]] bool has(std::string_view pointer) const { return standing(pointer).has_value(); }
  /// The value at a pointer.
  [[nodiscard]] view at(std::string_view pointer) const {
    static_cast<void>(get_type(pointer));
    return below(pointer);
  }
  /// The value at a pointer, where there is one that is not null.
  [[nodiscard]] std::optional<view> find(std::string_view pointer) const {
    return there(pointer) ? std::optional(below(pointer)) : std::nullopt;
  }

  class item_range;
  class member_range;

  /// The items of a list: `for (view ticket : answer.items("/tickets")) ...`
  [[nodiscard]] item_range items(std::string_view pointer = {}) const;
  /// The members of an object, in the order of their names: `for (auto [name, value] : answer.members()) ...`
  [[nodiscard]] member_range members(std::string_view pointer = {}) const;

 protected:
  view(tkit_result result, std::string pointer) noexcept : result_(result), pointer_(std::move(pointer)) {}

  tkit_result result_;

 private:
  template <typename T>
  using getter = tkit_status (*)(tkit_result, tkit_text, T*);

  [[nodiscard]] std::string whole(std::string_view pointer) const { return pointer_ + std::string(pointer); }
  [[nodiscard]] view below(std::string_view pointer) const { return view(result_, whole(pointer)); }

  template <typename T>
  [[nodiscard]] T read(getter<T> get, std::string_view pointer) const {
    const std::string place = whole(pointer);
    T found{};
    const tkit_status status = get(result_, detail::text(place), &found);
    if (status != TKIT_OK) throw error(status, detail::sentence(status, place), place);
    return found;
  }

  [[nodiscard]] std::optional<std::int32_t> standing(std::string_view pointer) const {
    const std::string place = whole(pointer);
    std::int32_t found = TKIT_TYPE_NULL;
    const tkit_status status = tkit_get_type(result_, detail::text(place), &found);
    if (status == TKIT_CODE_MISSING) return std::nullopt;
    if (status != TKIT_OK) throw error(status, detail::sentence(status, place), place);
    return found;
  }

  [[nodiscard]] bool there(std::string_view pointer) const {
    return standing(pointer).value_or(TKIT_TYPE_NULL) != TKIT_TYPE_NULL;
  }

  [[nodiscard]] std::string_view name(std::size_t index) const {
    tkit_text found{};
    const tkit_status status = tkit_get_name(result_, detail::text(pointer_), index, &found);
    if (status != TKIT_OK) throw error(status, detail::sentence(status, pointer_), pointer_);
    return detail::view_of(found);
  }

  void demand(type wanted) const {
    if (get_type() != wanted) throw error(TKIT_CODE_WRONG_TYPE, detail::sentence(TKIT_CODE_WRONG_TYPE, pointer_), pointer_);
  }

  std::string pointer_;
};

namespace detail {

/// The way through a list or an object, whose parts `Of` makes out of a place.
template <typename Range, typename Item>
class walk {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Item;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = Item;

  walk(const Range* range, std::size_t place) noexcept : range_(range), place_(place) {}
  [[nodiscard]] Item operator*() const { return (*range_)[place_]; }
  walk& operator++() noexcept {
    ++place_;
    return *this;
  }
  walk operator++(int) noexcept {
    walk before = *this;
    ++place_;
    return before;
  }
  [[nodiscard]] bool operator==(const walk& other) const noexcept { return place_ == other.place_; }
  [[nodiscard]] bool operator!=(const walk& other) const noexcept { return place_ != other.place_; }

 private:
  const Range* range_;
  std::size_t place_;
};

}  // namespace detail

/// The items of a list. Iterators live as long as this does.
class view::item_range {
 public:
  using iterator = detail::walk<item_range, view>;
  /// How many there are.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// One of them, by its place from 0; `missing` behind the end.
  [[nodiscard]] view operator[](std::size_t place) const { return of_.at("/" + std::to_string(place)); }
  [[nodiscard]] iterator begin() const noexcept { return {this, 0}; }
  [[nodiscard]] iterator end() const noexcept { return {this, size_}; }

 private:
  friend class view;
  explicit item_range(view of) : of_(std::move(of)) {
    of_.demand(type::list);
    size_ = of_.count();
  }
  view of_;
  std::size_t size_ = 0;
};

/// The members of an object. Iterators live as long as this does.
class view::member_range {
 public:
  /// A name, and what it has.
  struct member {
    std::string_view name;
    view value;
  };
  using iterator = detail::walk<member_range, member>;
  /// How many there are.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// One of them, by its place in the order of names; `out_of_range` behind the end.
  [[nodiscard]] member operator[](std::size_t place) const {
    const std::string_view name = of_.name(place);
    return {name, of_.at(detail::token(name))};
  }
  [[nodiscard]] iterator begin() const noexcept { return {this, 0}; }
  [[nodiscard]] iterator end() const noexcept { return {this, size_}; }

 private:
  friend class view;
  explicit member_range(view of) : of_(std::move(of)) {
    of_.demand(type::object);
    size_ = of_.count();
  }
  view of_;
  std::size_t size_ = 0;
};

inline view::item_range view::items(std::string_view pointer) const { return item_range(below(pointer)); }
inline view::member_range view::members(std::string_view pointer) const { return member_range(below(pointer)); }

/// What a call answered, read as a `view` is. It moves, and is not copied.
///
/// One that has no name ends with the line: its texts are given as copies then, and its parts are not given at all.
class result : public view {
 public:
  /// Takes over what a function of the C face gave.
  explicit result(tkit_result held) noexcept : view(held, {}), owned_(held) {}
  result(result&& other) noexcept : view(other.result_, {}), owned_(std::move(other.owned_)) { other.result_ = tkit_result{0}; }
  result& operator=(result&& other) noexcept {
    owned_ = std::move(other.owned_);
    other.result_ = other.owned_.get();
    result_ = owned_.get();
    return *this;
  }
  result(const result&) = delete;
  result& operator=(const result&) = delete;
  ~result() = default;

  /// Makes a result out of JSON text, so that it can be read.
  [[nodiscard]] static result parse(std::string_view text);

  [[nodiscard]] std::string_view get_text(std::string_view pointer = {}) const& { return view::get_text(pointer); }
  [[nodiscard]] std::string get_text(std::string_view pointer = {}) && { return std::string(view::get_text(pointer)); }
  [[nodiscard]] std::string_view get_json(std::string_view pointer = {}) const& { return view::get_json(pointer); }
  [[nodiscard]] std::string get_json(std::string_view pointer = {}) && { return std::string(view::get_json(pointer)); }
  [[nodiscard]] std::optional<std::string_view> find_text(std::string_view pointer) const& { return view::find_text(pointer); }
  [[nodiscard]] std::optional<std::string> find_text(std::string_view pointer) && {
    return std::optional<std::string>(view::find_text(pointer));
  }
  [[nodiscard]] view at(std::string_view pointer) const& { return view::at(pointer); }
  view at(std::string_view pointer) && = delete;
  [[nodiscard]] std::optional<view> find(std::string_view pointer) const& { return view::find(pointer); }
  std::optional<view> find(std::string_view pointer) && = delete;
  [[nodiscard]] item_range items(std::string_view pointer = {}) const& { return view::items(pointer); }
  item_range items(std::string_view pointer = {}) && = delete;
  [[nodiscard]] member_range members(std::string_view pointer = {}) const& { return view::members(pointer); }
  member_range members(std::string_view pointer = {}) && = delete;

 private:
  detail::owned<tkit_result, tkit_result_free> owned_;
};

namespace detail {

/// A call that sets a result.
template <typename Call>
outcome<result> called(Call call) {
  tkit_result held{0};
  const tkit_status status = call(&held);
  result answer(held);
  if (status == TKIT_OK) return answer;
  if (held.number == 0) return error(status, sentence(status, {}));
  return error(answer);
}

}  // namespace detail

inline result result::parse(std::string_view text) {
  return detail::called([&](tkit_result* held) { return tkit_json_parse(detail::text(text), held); }).value();
}

inline error::data error::described_by(const view& described) {
  data read;
  read.number = static_cast<tkit_status>(described.get_int("/number"));
  read.code = described.get_text("/code");
  read.kind = described.get_text("/kind");
  read.retryable = described.get_bool("/retryable");
  read.message = described.get_text("/message");
  for (const view each : described.items("/problems")) {
    problem one;
    one.code = each.get_text("/code");
    one.path = each.find_text("/path").value_or("");
    one.message = each.get_text("/message");
    one.hint = each.find_text("/hint").value_or("");
    if (const auto params = each.find("/params")) {
      for (const auto& [name, value] : params->members()) one.params.emplace(name, value.get_text());
    }
    read.problems.push_back(std::move(one));
  }
  return read;
}

inline error::error(const view& described) : error(described_by(described)) {}

inline error::data error::of(tkit_status number, std::string_view message, std::string_view path) {
  data made;
  made.number = number;
  made.code = tkit_status_name(number);
  made.kind = "misuse";
  made.message = message;
  made.problems.push_back({made.code, std::string(path), made.message, {}, {}});
  if (number <= 0) return made;
  // What follows from a code is the library's to say.
  const result codes = detail::called(tkit_codes).value();
  for (const view each : codes.items()) {
    if (each.get_int("/number") != number) continue;
    made.kind = each.get_text("/kind");
    made.retryable = each.get_bool("/retryable");
  }
  return made;
}

inline error::error(tkit_status number, std::string_view message, std::string_view path)
    : error(of(number, message, path)) {}

/// Carries out `call`, and answers what it returns or the error that it throws; `std::monostate` for nothing.
///
///     auto report = ticketkit::attempt([&] { return engine.tick(now, 100); });
template <typename Call>
auto attempt(Call&& call) {
  using value = std::invoke_result_t<Call>;
  using answer = std::conditional_t<std::is_void_v<value>, std::monostate, value>;
  try {
    if constexpr (std::is_void_v<value>) {
      std::forward<Call>(call)();
      return outcome<answer>(std::monostate());
    } else {
      return outcome<answer>(std::forward<Call>(call)());
    }
  } catch (const error& why) {
    return outcome<answer>(why);
  }
}

/// A value that a request is given. Made by itself out of texts, numbers, truth values, moments, `nullptr` (which empties
/// a field) and `json`; for arguments only, because it does not keep the text.
class value {
 public:
  value(std::nullptr_t) noexcept : held_(nullptr) {}
  value(const char* text) noexcept : held_(std::string_view(text == nullptr ? "" : text)) {}
  value(std::string_view text) noexcept : held_(text) {}
  value(const std::string& text) noexcept : held_(std::string_view(text)) {}
  value(double number) noexcept : held_(number) {}
  value(json text) noexcept : held_(text) {}
  template <typename Duration>
  value(std::chrono::time_point<std::chrono::system_clock, Duration> moment) noexcept
      : held_(std::chrono::floor<std::chrono::milliseconds>(moment)) {}
  template <typename Whole, std::enable_if_t<std::is_integral_v<Whole>, int> = 0>
  value(Whole whole) noexcept {
    if constexpr (std::is_same_v<Whole, bool>) held_ = whole;
    else if constexpr (std::is_unsigned_v<Whole>) held_ = static_cast<std::uint64_t>(whole);
    else held_ = static_cast<std::int64_t>(whole);
  }

 private:
  friend class request;
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view, instant, json> held_;
};

/// A value and its place in a request.
struct member {
  /// A JSON Pointer, such as `/set/priority`; a part `-` appends to a list.
  std::string_view pointer;
  /// What is to stand there.
  value what;
};

/// JSON under construction: what commands, questions and options have in common. It moves, and is not copied.
class request {
 public:
  /// What was built so far, to be read; an error that lists everything that could not be set.
  [[nodiscard]] result read() const {
    return detail::called([&](tkit_result* held) { return tkit_request_read(held_.get(), held); }).value();
  }
  /// For the functions of the C face.
  [[nodiscard]] tkit_request handle() const noexcept { return held_.get(); }

 protected:
  request(tkit_request held, std::initializer_list<member> members) : held_(held) {
    for (const member& each : members) put(each.pointer, each.what);
  }
  static tkit_request made(tkit_status status, tkit_request held) {
    if (status != TKIT_OK) throw error(status, detail::sentence(status, {}));
    return held;
  }

  void put(std::string_view pointer, const value& what) {
    const tkit_text place = detail::text(pointer);
    const tkit_status status = std::visit([&](const auto& given) { return put_one(held_.get(), place, given); }, what.held_);
    // What is wrong with the request is remembered there, and said with all the rest.
    if (status < 0) throw error(status, detail::sentence(status, pointer));
  }

 private:
  static tkit_status put_one(tkit_request to, tkit_text place, std::nullptr_t) { return tkit_set_null(to, place); }
  static tkit_status put_one(tkit_request to, tkit_text place, bool given) { return tkit_set_bool(to, place, given); }
  static tkit_status put_one(tkit_request to, tkit_text place, std::int64_t given) { return tkit_set_int(to, place, given); }
  static tkit_status put_one(tkit_request to, tkit_text place, std::uint64_t given) {
    return tkit_set_json(to, place, detail::text(std::to_string(given)));
  }
  static tkit_status put_one(tkit_request to, tkit_text place, double given) { return tkit_set_number(to, place, given); }
  static tkit_status put_one(tkit_request to, tkit_text place, std::string_view given) {
    return tkit_set_text(to, place, detail::text(given));
  }
  static tkit_status put_one(tkit_request to, tkit_text place, instant given) {
    return tkit_set_instant(to, place, given.time_since_epoch().count());
  }
  static tkit_status put_one(tkit_request to, tkit_text place, json given) {
    return tkit_set_json(to, place, detail::text(given.text));
  }

  detail::owned<tkit_request, tkit_request_free> held_;
};

namespace detail {

/// Setters that answer what they are called on.
template <typename Self>
class chained : public request {
 public:
  /// Sets a value at a JSON Pointer, and makes what is missing on the way. What cannot be set is remembered: the request
  /// is refused then, with all such problems at once.
  Self& set(std::string_view pointer, const value& what) & {
    put(pointer, what);
    return static_cast<Self&>(*this);
  }
  Self&& set(std::string_view pointer, const value& what) && {
    put(pointer, what);
    return static_cast<Self&&>(*this);
  }

 protected:
  using request::request;
};

}  // namespace detail

/// A command, such as `command("wake_ticket", {{"/ticket", "17"}})`. Their names are listed by `commands()`.
class command : public detail::chained<command> {
 public:
  /// Begins a command of this name.
  command(std::string_view name, std::initializer_list<member> members = {}) : chained(begun(name), members) {}
  /// Begins with the command that stands in JSON text; refused with all that is wrong with it.
  [[nodiscard]] static command parse(std::string_view text) {
    tkit_request held{0};
    static_cast<void>(
        detail::called([&](tkit_result* why) { return tkit_command_parse(detail::text(text), &held, why); }).value());
    return command(held);
  }

 private:
  explicit command(tkit_request held) : chained(held, {}) {}
  static tkit_request begun(std::string_view name) {
    tkit_request held{0};
    const tkit_status status = tkit_command(detail::text(name), &held);
    return made(status, held);
  }
};

/// A question, such as `query("ticket", {{"/ticket", "17"}})`. Their names are listed by `queries()`.
class query : public detail::chained<query> {
 public:
  /// Begins a question of this name.
  query(std::string_view name, std::initializer_list<member> members = {}) : chained(begun(name), members) {}
  /// Begins with the question that stands in JSON text; refused with all that is wrong with it.
  [[nodiscard]] static query parse(std::string_view text) {
    tkit_request held{0};
    static_cast<void>(
        detail::called([&](tkit_result* why) { return tkit_query_parse(detail::text(text), &held, why); }).value());
    return query(held);
  }

 private:
  explicit query(tkit_request held) : chained(held, {}) {}
  static tkit_request begun(std::string_view name) {
    tkit_request held{0};
    const tkit_status status = tkit_query(detail::text(name), &held);
    return made(status, held);
  }
};

/// An object that is no command and no question, such as the options of an engine.
class object : public detail::chained<object> {
 public:
  /// An object with these members.
  object(std::initializer_list<member> members = {}) : chained(begun(), members) {}

 private:
  static tkit_request begun() {
    tkit_request held{0};
    const tkit_status status = tkit_object(&held);
    return made(status, held);
  }
};

/// How an engine is opened: `/path` and `/durability` for a file, `/url`, `/schema`, `/connections` and
/// `/prepared_statements` for a server, `/patience_ms`, `/link_keys` (the keys that sign links to tickets, in
/// hex: `{"/link_keys/-", key}`), and for tests `/now` and `/first_id`. Everything may be left out.
using options = object;

/// Who commands or asks; of a command also its idempotency key and moment. Made with `host`, `agent`, `requester` or
/// `by_link`.
class context {
 public:
  /// The actor that stands in JSON text, such as `{"kind": "agent", "person": "ada"}`.
  [[nodiscard]] static context parse(std::string_view actor) {
    tkit_context read{};
    const result texts =
        detail::called([&](tkit_result* held) { return tkit_actor_parse(detail::text(actor), &read, held); }).value();
    return context(read.actor, read.person.data != nullptr, detail::copy_of(read.person));
  }

  /// The same with an idempotency key, a UUID: a command that comes twice under one is carried out once.
  [[nodiscard]] context id(std::string command_id) const {
    context made = *this;
    made.has_command_id_ = true;
    made.command_id_ = std::move(command_id);
    return made;
  }
  /// The same at a moment, in place of the engine's own time.
  [[nodiscard]] context at(instant now) const {
    context made = *this;
    made.has_now_ = true;
    made.now_ = now.time_since_epoch().count();
    return made;
  }

  /// For the functions of the C face. Lives as long as this.
  [[nodiscard]] tkit_context lent() const noexcept {
    tkit_context made = tkit_as_(actor_, has_person_ ? detail::text(person_) : tkit_absent());
    if (has_command_id_) made.command_id = detail::text(command_id_);
    if (has_now_) made.now = &now_;
    return made;
  }

 private:
  friend context host();
  friend context agent(std::string person);
  friend context requester(std::string person);
  friend context by_link(std::string token);
  context(std::int32_t actor, bool has_person, std::string person)
      : actor_(actor), has_person_(has_person), person_(std::move(person)) {}

  // Not `std::optional`, about whose inside a compiler may warn.
  std::int32_t actor_;
  bool has_person_;
  bool has_command_id_ = false;
  bool has_now_ = false;
  std::string person_;
  std::string command_id_;
  std::int64_t now_ = 0;
};

/// The program that embeds the desk.
[[nodiscard]] inline context host() { return context(TKIT_HOST, false, {}); }
/// A person in the role of staff, by our id or the host's own key.
[[nodiscard]] inline context agent(std::string person) { return context(TKIT_AGENT, true, std::move(person)); }
/// A person in the role of a customer, by our id or the host's own key.
[[nodiscard]] inline context requester(std::string person) { return context(TKIT_REQUESTER, true, std::move(person)); }
/// Who comes by a signed link that carries this token.
[[nodiscard]] inline context by_link(std::string token) { return context(TKIT_LINK, true, std::move(token)); }

/// One of the commands of `execute_many`.
struct order {
  /// What is to be done.
  command what;
  /// By whom.
  context who;
};

/// One stored thing. What it means is ours; a storage keeps it and hands it out unchanged. `kind`, `key` and `entries` are
/// printable ASCII without spaces, and ordered by their bytes, as `std::string` orders them.
struct record {
  /// What sort of thing it is, for people and for tables.
  std::string kind;
  /// Its name, unique in the storage, whatever its kind.
  std::string key;
  /// Which version it is, from 1.
  std::uint64_t version = 0;
  /// Where it is found by `range`.
  std::vector<std::string> entries;
  /// The content, a JSON text.
  std::string body;
};

/// A run of entries.
struct record_range {
  /// The first entry that is meant, included.
  std::string from;
  /// The first entry that is no longer meant, excluded.
  std::string until;
  /// Whether the greatest entry comes first.
  bool descending = false;
  /// How many records at the most.
  std::uint32_t limit = 0;
};

/// What has to be so for a batch to be written.
struct record_expectation {
  /// Which record.
  std::string key;
  /// The version that it has; 0 when there is no record of this key.
  std::uint64_t version = 0;
};

/// What is written at once, whole or not at all.
struct record_batch {
  /// What has to be so, or nothing is written.
  std::vector<record_expectation> expect;
  /// Records to write, each in place of the one of its key.
  std::vector<record> put;
  /// Keys of records that are taken away.
  std::vector<std::string> remove;
};

/// A storage of the host's own; examples/cpp/record_storage.hpp has one over `std::map`.
///
/// The functions are called from any thread that calls the engine, several at a time, and must not call it. A
/// `ticketkit::error` of the kind `unavailable` or `storage` that one throws, such as
/// `error(TKIT_CODE_STORAGE_FULL, "no space on the card")`, is the error of the call; any other exception becomes
/// `storage_failed` with its text. The storage is right when every call sees exactly the batches that were written whole
/// before it; `storage_conformance` says whether it is.
class record_storage {
 public:
  virtual ~record_storage() = default;
  /// The record of each key, in their order, all of one moment.
  virtual std::vector<std::optional<record>> get(const std::vector<std::string>& keys) = 0;
  /// The records that have an entry inside the range, in the order of that entry and then of their keys, once for each
  /// entry.
  virtual std::vector<record> range(const record_range& range) = 0;
  /// Writes a batch: true when all of it is stored, false when an expectation failed and nothing was written.
  virtual bool commit(const record_batch& batch) = 0;
};

namespace detail {

/// A storage behind a table of functions.
class bridge {
 public:
  /// The table, which owns the storage from when the library has taken it over.
  static tkit_storage_functions table(std::unique_ptr<std::shared_ptr<record_storage>>& storage) noexcept {
    tkit_storage_functions functions{};
    functions.size = sizeof functions;
    functions.payload = storage.get();
    functions.get = get;
    functions.range = range;
    functions.commit = commit;
    functions.release = release;
    return functions;
  }

 private:
  static record_storage& of(void* payload) { return **static_cast<std::shared_ptr<record_storage>*>(payload); }
  static void release(void* payload) { delete static_cast<std::shared_ptr<record_storage>*>(payload); }

  static tkit_status get(void* payload, const tkit_text* keys, std::size_t count, tkit_answer answer) {
    return guarded(answer, [&] {
      for (const auto& found : of(payload).get(copies(keys, count))) {
        if (found) put(answer, *found);
        else tkit_answer_none(answer);
      }
    });
  }

  static tkit_status range(void* payload, const tkit_range* range, tkit_answer answer) {
    return guarded(answer, [&] {
      const record_range asked{copy_of(range->from), copy_of(range->until), range->descending, range->limit};
      for (const record& found : of(payload).range(asked)) put(answer, found);
    });
  }

  static tkit_status commit(void* payload, const tkit_batch* batch, bool* stored, tkit_answer answer) {
    return guarded(answer, [&] {
      record_batch given;
      for (std::size_t at = 0; at < batch->expect_count; ++at) {
        given.expect.push_back({copy_of(batch->expect[at]->key), batch->expect[at]->version});
      }
      for (std::size_t at = 0; at < batch->put_count; ++at) {
        const tkit_record& one = *batch->put[at];
        given.put.push_back({copy_of(one.kind), copy_of(one.key), one.version, copies(one.entries, one.entry_count),
                             copy_of(one.body)});
      }
      given.remove = copies(batch->remove, batch->remove_count);
      *stored = of(payload).commit(given);
    });
  }

  static std::vector<std::string> copies(const tkit_text* texts, std::size_t count) {
    std::vector<std::string> made;
    made.reserve(count);
    for (std::size_t at = 0; at < count; ++at) made.push_back(copy_of(texts[at]));
    return made;
  }

  static void put(tkit_answer answer, const record& found) {
    std::vector<tkit_text> entries;
    entries.reserve(found.entries.size());
    for (const std::string& entry : found.entries) entries.push_back(text(entry));
    tkit_record lent{};
    lent.size = sizeof lent;
    lent.kind = text(found.kind);
    lent.key = text(found.key);
    lent.version = found.version;
    lent.entries = entries.data();
    lent.entry_count = entries.size();
    lent.body = text(found.body);
    // A record that cannot be taken fails the whole answer.
    tkit_answer_put(answer, &lent);
  }

  /// No exception may leave a function that C calls.
  template <typename Call>
  static tkit_status guarded(tkit_answer answer, Call call) noexcept {
    try {
      call();
      return TKIT_OK;
    } catch (const error& why) {
      return failed(answer, why.number(), why.what());
    } catch (const std::exception& why) {
      return failed(answer, TKIT_CODE_STORAGE_FAILED, why.what());
    } catch (...) {
      return failed(answer, TKIT_CODE_STORAGE_FAILED, "the host's storage threw something that is no std::exception");
    }
  }

  static tkit_status failed(tkit_answer answer, tkit_status code, const char* why) noexcept {
    tkit_answer_error(answer, code, tkit_z(why));
    return code == TKIT_OK ? TKIT_CODE_STORAGE_FAILED : code;
  }
};

}  // namespace detail

/// One helpdesk. It moves, and is not copied; two objects of one desk are asked of the engine.
class desk {
 public:
  /// Our id of the desk.
  [[nodiscard]] std::string id() const {
    return detail::called([&](tkit_result* held) { return tkit_desk_id(held_.get(), held); }).value().get_text();
  }

  /// Carries out a command, whole or not at all, and answers its outcome.
  result execute(const command& what, const context& who) const { return try_execute(what, who).value(); }
  /// The same for a command that is JSON text, such as `{"do": "wake_ticket", "ticket": "17"}`.
  result execute_json(std::string_view what, const context& who) const { return try_execute_json(what, who).value(); }
  /// As `execute`, without an exception.
  outcome<result> try_execute(const command& what, const context& who) const {
    const tkit_context lent = who.lent();
    return detail::called([&](tkit_result* held) { return tkit_execute(held_.get(), what.handle(), &lent, held); });
  }
  /// As `execute_json`, without an exception.
  outcome<result> try_execute_json(std::string_view what, const context& who) const {
    const tkit_context lent = who.lent();
    return detail::called(
        [&](tkit_result* held) { return tkit_execute_json(held_.get(), detail::text(what), &lent, held); });
  }

  /// Carries out commands in their order and in one transaction, each whole or not at all; one that is refused does not
  /// stop the others. Answers a list that has for each command its outcome at `/ok`, or an error, for which there is
  /// `error(item.at("/error"))`. The call itself is refused when one of them cannot be read.
  ///
  ///     std::vector<ticketkit::order> orders;
  ///     orders.push_back({{"wake_ticket", {{"/ticket", "17"}}}, ticketkit::agent("ada")});
  ///     for (const auto answer : desk.execute_many(orders).items()) ...      // of a result that has a name
  result execute_many(const std::vector<order>& orders) const {
    std::vector<tkit_request> commands;
    std::vector<tkit_context> contexts;
    std::vector<const tkit_context*> pointers;
    for (const order& each : orders) {
      commands.push_back(each.what.handle());
      contexts.push_back(each.who.lent());
    }
    for (const tkit_context& each : contexts) pointers.push_back(&each);
    return detail::called([&](tkit_result* held) {
             return tkit_execute_many(held_.get(), commands.data(), pointers.data(), commands.size(), held);
           })
        .value();
  }

  /// Answers a question, about what this actor may see.
  [[nodiscard]] result ask(const query& what, const context& who) const { return try_ask(what, who).value(); }
  /// The same for a question that is JSON text, such as `{"ask": "ticket", "ticket": "17"}`.
  [[nodiscard]] result ask_json(std::string_view what, const context& who) const { return try_ask_json(what, who).value(); }
  /// As `ask`, without an exception.
  outcome<result> try_ask(const query& what, const context& who) const {
    const tkit_context lent = who.lent();
    return detail::called([&](tkit_result* held) { return tkit_ask(held_.get(), what.handle(), &lent, held); });
  }
  /// As `ask_json`, without an exception.
  outcome<result> try_ask_json(std::string_view what, const context& who) const {
    const tkit_context lent = who.lent();
    return detail::called(
        [&](tkit_result* held) { return tkit_ask_json(held_.get(), detail::text(what), &lent, held); });
  }

  /// Gives out at most `limit` duties that wait in the outbox, under a lease of this length: a list of effects.
  [[nodiscard]] result lease_effects(std::string_view worker, std::chrono::milliseconds hold, std::uint32_t limit) const {
    return detail::called([&](tkit_result* held) {
             return tkit_lease_effects(held_.get(), detail::text(worker), hold.count(), limit, held);
           })
        .value();
  }
  /// Settles a duty that is done. `token` is that of its lease, at `/state/token`.
  void acknowledge_effect(std::string_view effect, std::uint64_t token) const {
    static_cast<void>(detail::called([&](tkit_result* held) {
                        return tkit_acknowledge_effect(held_.get(), detail::text(effect), token, held);
                      }).value());
  }
  /// Gives back a duty that could not be done, for which `reason` says why. It is given out again from `retry_at` on.
  void fail_effect(std::string_view effect, std::uint64_t token, instant retry_at, std::string_view reason) const {
    static_cast<void>(detail::called([&](tkit_result* held) {
                        return tkit_fail_effect(held_.get(), detail::text(effect), token,
                                                retry_at.time_since_epoch().count(), detail::text(reason), held);
                      }).value());
  }

  /// Told how many commands are done; ends the replay by answering false, or by an exception, which is thrown on.
  using progress = std::function<bool(std::uint64_t done)>;
  /// Carries out everything that was ever done in this desk once more, in `target`, a fresh desk with the same first
  /// configuration. Answers `commands`, `different` and `notices`.
  result replay_into(const desk& target, const progress& told = {}) const {
    struct telling {
      const progress& told;
      std::exception_ptr thrown;
    } payload{told, nullptr};
    const auto tell = [](void* given, std::uint64_t done) -> bool {
      auto& to = *static_cast<telling*>(given);
      try {
        return !to.told || to.told(done);
      } catch (...) {
        to.thrown = std::current_exception();
        return false;
      }
    };
    auto report = detail::called([&](tkit_result* held) {
      return tkit_replay_into(held_.get(), target.held_.get(), tell, &payload, held);
    });
    if (payload.thrown) std::rethrow_exception(payload.thrown);
    return std::move(report).value();
  }

 private:
  friend class engine;
  explicit desk(tkit_desk held) noexcept : held_(held) {}
  detail::owned<tkit_desk, tkit_desk_free> held_;
};

/// An engine: a storage, and the desks in it. It moves, and is not copied. What it holds ends when it and its desks have
/// ended; `close` ends it for all of them at once.
class engine {
 public:
  /// An engine whose desks live in memory, for as long as it does.
  [[nodiscard]] static engine in_memory() { return with(options()); }
  /// An engine on an SQLite file, which is made when it is not there.
  [[nodiscard]] static engine open(std::string_view path) { return with(options({{"/path", path}})); }
  /// An engine on a PostgreSQL database, as in `postgres://user:password@host:5432/database`.
  [[nodiscard]] static engine connect(std::string_view url) { return with(options({{"/url", url}})); }
  /// An engine opened with these options.
  [[nodiscard]] static engine with(const options& how) { return opened(how, nullptr); }
  /// An engine opened with options that are JSON text.
  [[nodiscard]] static engine with_json(std::string_view how) {
    tkit_engine held{0};
    static_cast<void>(detail::called([&](tkit_result* why) {
                        return tkit_open(TKIT_ABI_VERSION, detail::text(how), &held, why);
                      }).value());
    return engine(held);
  }
  /// An engine on a storage of the host's own.
  [[nodiscard]] static engine on(std::shared_ptr<record_storage> storage, const options& how = options()) {
    if (!storage) throw error(TKIT_BAD_POINTER, "there is no storage");
    auto payload = std::make_unique<std::shared_ptr<record_storage>>(std::move(storage));
    const tkit_storage_functions functions = detail::bridge::table(payload);
    engine made = opened(how, &functions);
    static_cast<void>(payload.release());
    return made;
  }

  /// The desk of this key, which is made with the default configuration when there is none.
  [[nodiscard]] ticketkit::desk desk(std::string_view key) const {
    return entered([&](tkit_desk* to, tkit_result* why) { return tkit_open_desk(held_.get(), detail::text(key), to, why); });
  }
  /// The desk of this key; `unknown_desk` when there is none.
  [[nodiscard]] ticketkit::desk existing_desk(std::string_view key) const {
    return entered(
        [&](tkit_desk* to, tkit_result* why) { return tkit_existing_desk(held_.get(), detail::text(key), to, why); });
  }
  /// Makes a desk with this configuration, a JSON document.
  ticketkit::desk create_desk(std::string_view key, std::string_view document) const {
    return entered([&](tkit_desk* to, tkit_result* why) {
      return tkit_create_desk(held_.get(), detail::text(key), detail::text(document), to, why);
    });
  }
  /// All desks by key, each with `id`, `key` and `config_version`.
  [[nodiscard]] result desks() const { return answered(tkit_desks); }
  /// Takes a desk away with everything in it. Answers whether there was one.
  bool delete_desk(std::string_view key) const {
    return detail::called([&](tkit_result* held) { return tkit_delete_desk(held_.get(), detail::text(key), held); })
        .value()
        .get_bool();
  }

  /// When something will happen by itself next, in any desk.
  [[nodiscard]] std::optional<instant> next_due() const { return answered(tkit_next_due).find_instant(""); }
  /// Fires what is due by `now` in all desks, at most `limit` timers and items of jobs. Answers `fired`, `items`, `more` and
  /// `next_due`.
  ///
  ///     while (engine.tick(std::chrono::floor<std::chrono::milliseconds>(clock::now()), 1000).get_bool("/more")) {}
  result tick(instant now, std::uint32_t limit) const {
    return detail::called([&](tkit_result* held) {
             return tkit_tick(held_.get(), now.time_since_epoch().count(), limit, held);
           })
        .value();
  }
  /// What the engine has done since it was opened: `decisions`, `accepted`, `refused`.
  [[nodiscard]] result statistics() const { return answered(tkit_statistics); }
  /// Sets the time of an engine that was opened with the option `/now`; `not_writable` for one that goes by the clock.
  void set_now(instant now) const {
    static_cast<void>(detail::called([&](tkit_result* held) {
                        return tkit_set_now(held_.get(), now.time_since_epoch().count(), held);
                      }).value());
  }

  /// Lets go of the storage for a while: waits at most so long for calls that are under way. Every call answers `paused`
  /// until `resume`.
  void pause(std::chrono::milliseconds within) const {
    static_cast<void>(
        detail::called([&](tkit_result* held) { return tkit_pause(held_.get(), within.count(), held); }).value());
  }
  /// Goes on after `pause`.
  void resume() const { static_cast<void>(answered(tkit_resume)); }
  /// Closes the engine, also while other threads call it: their calls are finished or answer `closed`, and every later one
  /// answers `closed`, on it and on its desks.
  void close() const { static_cast<void>(answered(tkit_close)); }

 private:
  explicit engine(tkit_engine held) noexcept : held_(held) {}

  static engine opened(const options& how, const tkit_storage_functions* functions) {
    tkit_engine held{0};
    static_cast<void>(detail::called([&](tkit_result* why) {
                        return tkit_open_with(TKIT_ABI_VERSION, how.handle(), functions, &held, why);
                      }).value());
    return engine(held);
  }

  template <typename Call>
  static ticketkit::desk entered(Call call) {
    tkit_desk held{0};
    static_cast<void>(detail::called([&](tkit_result* why) { return call(&held, why); }).value());
    return ticketkit::desk(held);
  }

  [[nodiscard]] result answered(tkit_status (*call)(tkit_engine, tkit_result*)) const {
    return detail::called([&](tkit_result* held) { return call(held_.get(), held); }).value();
  }

  detail::owned<tkit_engine, tkit_engine_free> held_;
};

/// Makes a fresh storage for each check.
using make_storage = std::function<std::shared_ptr<record_storage>()>;

/// Puts a storage of the host's own to all checks that every storage has to pass. Answers `checks`, how many there were,
/// and `failures`, a list in which each has `check` and `what`; the storage is right when it is empty. What `make` throws
/// is thrown on.
[[nodiscard]] inline result storage_conformance(const make_storage& make) {
  struct making {
    const make_storage& make;
    std::exception_ptr thrown;
  } payload{make, nullptr};
  const auto made = [](void* given, tkit_storage_functions* functions) -> tkit_status {
    auto& of = *static_cast<making*>(given);
    try {
      auto storage = of.make();
      if (!storage) throw error(TKIT_BAD_POINTER, "there is no storage");
      auto owner = std::make_unique<std::shared_ptr<record_storage>>(std::move(storage));
      *functions = detail::bridge::table(owner);
      static_cast<void>(owner.release());
      return TKIT_OK;
    } catch (...) {
      of.thrown = std::current_exception();
      return TKIT_CODE_STORAGE_FAILED;
    }
  };
  auto report =
      detail::called([&](tkit_result* held) { return tkit_storage_conformance(made, &payload, held); });
  if (payload.thrown) std::rethrow_exception(payload.thrown);
  return std::move(report).value();
}

/// Keeps a copy of a file in a folder, under the hash of its bytes; the folder is made when it is not there. Answers
/// `sha256` and `bytes`; `attachment_too_large` when the file has more than `at_most` bytes.
[[nodiscard]] inline result keep_file(std::string_view folder, std::string_view source, std::uint64_t at_most) {
  return detail::called([&](tkit_result* held) {
           return tkit_file_keep(detail::text(folder), detail::text(source), at_most, held);
         }).value();
}
/// The path of a file that was kept; `not_found` when there is none of this hash.
[[nodiscard]] inline std::string kept_file(std::string_view folder, std::string_view sha256) {
  const result path = detail::called([&](tkit_result* held) {
                        return tkit_file_path(detail::text(folder), detail::text(sha256), held);
                      }).value();
  return std::string(path.get_text());
}
/// Takes a file away that was kept. True when there was one.
inline bool remove_kept_file(std::string_view folder, std::string_view sha256) {
  const result removed = detail::called([&](tkit_result* held) {
                           return tkit_file_remove(detail::text(folder), detail::text(sha256), held);
                         }).value();
  return removed.get_bool();
}

/// The headers of a webhook that is sent at an instant, as Standard Webhooks 1.0 has them: `/webhook-id`, `/webhook-timestamp`
/// and `/webhook-signature`, with a signature for each secret (`whsec_` and 24 to 64 bytes in base64; the new one and the old
/// one while a secret is changed). The id is that of the effect, `body` what stands in it.
[[nodiscard]] inline result sign_webhook(const std::vector<std::string>& secrets, std::string_view id,
                                         instant at, std::string_view body) {
  const auto given = detail::texts(secrets);
  return detail::called([&](tkit_result* held) {
           return tkit_webhook_sign(given.data(), given.size(), detail::text(id), at.time_since_epoch().count(), detail::text(body), held);
         }).value();
}
/// Throws `signature_refused` unless a webhook was signed with one of the secrets, and not longer than `tolerance` before or
/// after `now`. That it came once before is for the caller to notice, by its id.
inline void verify_webhook(const std::vector<std::string>& secrets, std::string_view id, std::string_view timestamp,
                           std::string_view signature, std::string_view body, instant now,
                           std::chrono::milliseconds tolerance = std::chrono::minutes(5)) {
  const auto given = detail::texts(secrets);
  static_cast<void>(detail::called([&](tkit_result* held) {
                      return tkit_webhook_verify(given.data(), given.size(), detail::text(id), detail::text(timestamp),
                                                 detail::text(signature), detail::text(body), now.time_since_epoch().count(),
                                                 tolerance.count() < 0 ? 0 : static_cast<std::uint64_t>(tolerance.count()), held);
                    }).value());
}

/// The version of the library, such as `0.1.0`.
[[nodiscard]] inline std::string_view version() { return tkit_version(); }
/// A list of the names of all commands.
[[nodiscard]] inline result commands() { return detail::called(tkit_commands).value(); }
/// A list of the names of all questions.
[[nodiscard]] inline result queries() { return detail::called(tkit_queries).value(); }
/// A list of all error codes by number, each with `code`, `number`, `kind`, `retryable` and `meaning`.
[[nodiscard]] inline result codes() { return detail::called(tkit_codes).value(); }

}  // namespace ticketkit

#endif  // TICKETKIT_HPP
