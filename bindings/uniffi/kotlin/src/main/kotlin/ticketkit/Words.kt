package ticketkit

import ticketkit.ffi.Executed

/** The code of the first problem. */
val TicketKitException.code: Code
    get() = details.code

/** The stable text of a code, as JSON and docs/errors.md have it. */
val Code.text: String
    get() = name.lowercase()

/** What sort of failure it is. */
val TicketKitException.kind: Kind
    get() = when (this) {
        is TicketKitException.Invalid -> Kind.INVALID
        is TicketKitException.NotFound -> Kind.NOT_FOUND
        is TicketKitException.Forbidden -> Kind.FORBIDDEN
        is TicketKitException.Refused -> Kind.REFUSED
        is TicketKitException.Conflict -> Kind.CONFLICT
        is TicketKitException.Unavailable -> Kind.UNAVAILABLE
        is TicketKitException.Storage -> Kind.STORAGE
        is TicketKitException.Internal -> Kind.INTERNAL
    }

/** Whether the very same call may succeed when it is made again. */
val TicketKitException.retryable: Boolean
    get() = details.retryable

/** All problems in a sentence for a person. */
val TicketKitException.summary: String
    get() = details.summary

/** Everything that was wrong, most important first. */
val TicketKitException.problems: List<Problem>
    get() = details.problems

private class Details(val code: Code, val summary: String, val retryable: Boolean, val problems: List<Problem>)

/** What every case has: the generated classes share no property. */
private val TicketKitException.details: Details
    get() = when (this) {
        is TicketKitException.Invalid -> Details(code, summary, retryable, problems)
        is TicketKitException.NotFound -> Details(code, summary, retryable, problems)
        is TicketKitException.Forbidden -> Details(code, summary, retryable, problems)
        is TicketKitException.Refused -> Details(code, summary, retryable, problems)
        is TicketKitException.Conflict -> Details(code, summary, retryable, problems)
        is TicketKitException.Unavailable -> Details(code, summary, retryable, problems)
        is TicketKitException.Storage -> Details(code, summary, retryable, problems)
        is TicketKitException.Internal -> Details(code, summary, retryable, problems)
    }

/** What the command led to; throws the error of one that was refused. */
fun Executed.getOrThrow(): Outcome = when (this) {
    is Executed.Done -> outcome
    is Executed.Refused -> throw error
}

/** The value of a field: a text, a yes or no, a number, or a list of texts. */
fun value(of: Any): Value = when (of) {
    is Value -> of
    is Boolean -> Value.Bool(of)
    is java.math.BigDecimal -> Value.Number(of.toPlainString())
    is Number -> Value.Number(java.math.BigDecimal(of.toString()).toPlainString())
    is Iterable<*> -> Value.List(of.map { it.toString() })
    else -> Value.Text(of.toString())
}

/** Fields to change, by name; null empties a field: `edits("priority" to "urgent", "cause" to null)`. */
fun edits(vararg fields: Pair<String, Any?>): Edits = fields.associate { (field, to) -> field to to?.let(::value) }

/** The ticket of this number, as people use it. */
fun number(number: String): TicketRef = TicketRef.Number(number)

/** The person of the host's key. */
fun key(key: String): PersonRef = PersonRef.Key(key)

/** This actor, now, with a new command id. */
fun Actor.context(commandId: CommandId? = null, now: java.time.Instant? = null): Context = Context(this, commandId, now)

/** The host, who may do everything. */
val host: Actor = Actor.Host

/** The agent of the host's key. */
fun agent(key: String): Actor = Actor.Agent(key(key))

/** The requester of the host's key. */
fun requester(key: String): Actor = Actor.Requester(key(key))

/** Who comes by a signed link that carries this token. `toString` writes the token: do not log this one. */
fun byLink(token: String): Actor = Actor.Link(token)

/** Questions about fields, and how they are put together. */
object Conditions {
    /** A question about one field: `test("priority", Op.IN, "high", "urgent")`. */
    fun test(field: String, op: Op, vararg values: Any): Condition =
        Condition.Test(field, op, values.map(::value))

    /** Every one of these. */
    fun all(vararg of: Condition): Condition = Condition.All(of.asList())

    /** At least one of these. */
    fun any(vararg of: Condition): Condition = Condition.Any(of.asList())

    /** None of these. */
    fun not(vararg of: Condition): Condition = Condition.Not(of.asList())
}
