// JSON for the scenario runner: a parser, and the canonical form of tests/scenarios/README.md.
package ticketkit.tests

/** What a text holds: maps, lists, texts, booleans, null; a number stays as it is written. */
class JsonNumber(val text: String) {
    override fun equals(other: Any?) = other is JsonNumber && other.text == text
    override fun hashCode() = text.hashCode()
    override fun toString() = text
}

fun parseJson(text: String): Any? = Parser(text).whole()

private class Parser(private val text: String) {
    private var at = 0

    fun whole(): Any? = value().also { space(); require(at == text.length) { "something stands behind the value, at $at" } }

    private fun space() { while (at < text.length && text[at] in " \t\r\n") at++ }

    private fun take(char: Char): Boolean {
        space()
        return (at < text.length && text[at] == char).also { if (it) at++ }
    }

    private fun need(char: Char) = require(take(char)) { "`$char` is missing at $at" }

    private fun word(word: String, means: Any?): Any? {
        require(text.startsWith(word, at)) { "no value at $at" }
        at += word.length
        return means
    }

    private fun value(): Any? {
        space()
        require(at < text.length) { "the text ends too early" }
        return when (text[at]) {
            '{' -> members()
            '[' -> items()
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> {
                val begun = at
                while (at < text.length && text[at] in "+-.eE0123456789") at++
                require(at > begun) { "no value at $at" }
                JsonNumber(text.substring(begun, at))
            }
        }
    }

    private fun members(): Map<String, Any?> {
        need('{')
        val members = LinkedHashMap<String, Any?>()
        if (take('}')) return members
        do {
            space()
            val name = string()
            need(':')
            members[name] = value()
        } while (take(','))
        need('}')
        return members
    }

    private fun items(): List<Any?> {
        need('[')
        val items = ArrayList<Any?>()
        if (take(']')) return items
        do items.add(value()) while (take(','))
        need(']')
        return items
    }

    private fun string(): String {
        need('"')
        val out = StringBuilder()
        while (true) {
            require(at < text.length) { "a text does not end" }
            when (val char = text[at++]) {
                '"' -> return out.toString()
                '\\' -> when (val escaped = text[at++]) {
                    'b' -> out.append('\b')
                    'f' -> out.append('\u000c')
                    'n' -> out.append('\n')
                    'r' -> out.append('\r')
                    't' -> out.append('\t')
                    'u' -> { out.append(text.substring(at, at + 4).toInt(16).toChar()); at += 4 }
                    else -> out.append(escaped)
                }
                else -> out.append(char)
            }
        }
    }
}

/** By the bytes of UTF-8, which is the order of code points; Kotlin's own is that of UTF-16. */
private val byBytes = Comparator<String> { a, b -> java.util.Arrays.compareUnsigned(a.toByteArray(), b.toByteArray()) }

/** Members sorted, without those that are null. */
fun canonical(value: Any?): String = written(value) { it != null }

/** With those that are null: in a command they say that a field is emptied. */
fun written(value: Any?, counts: (Any?) -> Boolean = { true }): String = when (value) {
    is Map<*, *> -> {
        val given = value.filterValues(counts).mapKeys { it.key as String }.toSortedMap(byBytes)
        given.entries.joinToString(",", "{", "}") { (name, member) -> quoted(name) + ":" + written(member, counts) }
    }
    is List<*> -> value.joinToString(",", "[", "]") { written(it, counts) }
    is String -> quoted(value)
    else -> value.toString()
}

private fun quoted(text: String) = buildString {
    append('"')
    for (char in text) {
        when (char) {
            '"', '\\' -> append('\\').append(char)
            '\b' -> append("\\b")
            '\u000c' -> append("\\f")
            '\n' -> append("\\n")
            '\r' -> append("\\r")
            '\t' -> append("\\t")
            else -> if (char < ' ') append("\\u%04x".format(char.code)) else append(char)
        }
    }
    append('"')
}

/** Whether what came has everything that is expected. */
fun fits(expected: Any?, got: Any?): Boolean = when {
    expected is Map<*, *> && got is Map<*, *> -> expected.all { (name, value) -> fits(value, got[name]) }
    expected is List<*> && got is List<*> ->
        expected.size == got.size && expected.zip(got).all { (expected, got) -> fits(expected, got) }
    expected is JsonNumber && got is JsonNumber -> expected.text.toBigDecimal().compareTo(got.text.toBigDecimal()) == 0
    else -> expected == got
}
