// The suite of the Kotlin package: `SuiteKt ROOT`, with the root of the repository.
package ticketkit.tests

import java.io.File
import java.time.Duration
import java.time.Instant
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.concurrent.thread
import kotlin.system.exitProcess
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import ticketkit.*
import ticketkit.examples.MapStorage
import ticketkit.ffi.Executed
import ticketkit.ffi.HostException
import ticketkit.ffi.actorFromJson
import ticketkit.ffi.answerToJson
import ticketkit.ffi.codes
import ticketkit.ffi.commandFromJson
import ticketkit.ffi.commandToJson
import ticketkit.ffi.commands
import ticketkit.ffi.jsonSchema
import ticketkit.ffi.optionsFromJson
import ticketkit.ffi.queries
import ticketkit.ffi.queryFromJson
import ticketkit.ffi.queryToJson
import ticketkit.ffi.signWebhook
import ticketkit.ffi.storageConformance
import ticketkit.ffi.verifyWebhook
import ticketkit.ffi.version

private lateinit var root: File
private val monday: Instant = Instant.parse("2026-06-01T09:00:00Z")
private val noId = "0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d"

private fun same(got: Any?, expected: Any?) = check(got == expected) { "expected $expected, got $got" }

private fun refused(code: Code, call: () -> Unit): TicketKitException {
    try {
        call()
    } catch (refused: TicketKitException) {
        check(refused.code == code) { "expected $code, got ${refused.summary}" }
        return refused
    }
    error("expected $code, and nothing was refused")
}

private fun engine() = Engine.open(Options(now = monday, firstId = 1uL, linkKeys = listOf("07".repeat(32))))

/** A desk with one ticket and one administrator. */
private fun staged(on: Engine = engine(), act: (Engine, Desk, TicketRef) -> Unit) = on.use { engine ->
    val desk = engine.desk("main")
    desk.execute(Command.PutAgent(key("ada"), name = "Ada", role = "admin"), host.context())
    val opened = desk.execute(
        Command.CreateTicket("The printer is on fire", body = "Hurry.", requester = Intake(address = "ines@example.com")),
        host.context(),
    )
    act(engine, desk, number(opened.number!!))
}

/** One example of every command: that there is one of each is a test. */
private fun everyCommand(ticket: TicketRef, document: String = "{}"): List<Command> = listOf(
    Command.CreateTicket("A printer", requester = Intake(address = "otto@example.com")),
    Command.Reply(ticket, "We are on our way."),
    Command.ReceiveMessage(ticket, Intake(address = "eve@example.com"), "Is it mine?"),
    Command.Note(ticket, "Third time this week."),
    Command.PublishMessage(ticket, noId),
    Command.ChangeTicket(ticket, edits("priority" to "high")),
    Command.ApplyMacro(ticket, "none"),
    Command.ChangeTickets(Which.Listed(listOf(ticket)), edits("priority" to "low")),
    Command.CancelJob(noId),
    Command.DecideApproval(ticket, approve = true),
    Command.AssignTicket(ticket, agent = key("ada")),
    Command.NextTicket(),
    Command.AcceptTicket(ticket),
    Command.HoldTicket(ticket),
    Command.DeclineTicket(ticket, "busy"),
    Command.SnoozeTicket(ticket, monday.plusSeconds(3600)),
    Command.WakeTicket(ticket),
    Command.MergeTickets(ticket, listOf(number("2"))),
    Command.UnmergeTicket(number("2")),
    Command.LinkTickets(number("2"), Relation.PARENT, ticket),
    Command.UnlinkTickets(number("2"), Relation.PARENT, ticket),
    Command.SplitTicket(ticket, noId),
    Command.UndoSplit(number("2")),
    Command.LogTime(ticket, 15),
    Command.ChangeChecklist(ticket, listOf(ChecklistChange.Add("Call back"))),
    Command.MarkSpam(number("2")),
    Command.TrashTicket(number("2")),
    Command.RestoreTicket(number("2")),
    Command.TrashTickets(Which.Listed(listOf(number("2")))),
    Command.RestoreTickets(Which.Listed(listOf(number("2")))),
    Command.PutPerson(key("otto"), name = "Otto"),
    Command.PutAgent(key("eve"), name = "Eve", role = "agent"),
    Command.SetPresence(key("eve"), availability = Availability.BUSY),
    Command.ErasePerson(key("otto")),
    Command.PutOrganization("acme", name = "Acme", calendar = ""),
    Command.RevokeLinks(ticket),
    Command.RebindClocks(ticket),
    Command.RebindTickets(Which.Listed(listOf(ticket))),
    Command.FireTimers(noId, monday),
    Command.ContinueJob(noId, 1uL),
    Command.Configure(document),
)

private fun everyQuery(ticket: TicketRef): List<Query> = listOf(
    Query.Ticket(ticket), Query.Thread(ticket), Query.Attachment(ticket, noId, "0".repeat(64)), Query.Replies(ticket), Query.Macros(ticket), Query.Links(ticket), Query.Link(ticket, expiresAt = monday.plusSeconds(3600)), Query.History(ticket), Query.Feed(),
    Query.Find(condition = Conditions.test("priority", Op.IN, "high", "normal")), Query.Count(by = "status"),
    Query.Transitions(ticket), Query.Form(), Query.Promises(ticket), Query.Policy(ticket), Query.Routings(ticket), Query.Handoffs(ticket), Query.Line("support"), Query.Fairness("support"), Query.Staffing,
    Query.Account(ticket, picture = true), Query.Visits(ticket), Query.Deadlines(link = "https://desk.example/"), Query.Preview(), Query.WhatIf(), Query.WhatIfRouting(), Query.DryRun(ticket), Query.RuleCounts,
    Query.Person(key("ada")), Query.Job(noId), Query.Jobs(), Query.Config(), Query.Diagram(),
)

private fun document(desk: Desk) = (desk.ask(Query.Config(), host) as Answer.Config).document

private fun named(json: String, member: String) = (parseJson(json) as Map<*, *>)[member]

/** Loses every fifth batch, and says that it is stored. */
private class LosingStorage : MapStorage() {
    private var batches = 0
    override fun commit(batch: Batch): Boolean = if (++batches % 5 == 0) true else super.commit(batch)
}

/** Throws what no storage should throw, when it is told to. */
private class ThrowingStorage : MapStorage() {
    val throwing = AtomicBoolean()
    override fun commit(batch: Batch): Boolean {
        if (throwing.getAndSet(false)) throw IllegalStateException("the disk is a teapot")
        return super.commit(batch)
    }
}

private val tests: List<Pair<String, () -> Unit>> = listOf(
    "every command can be given, and none is beyond the types" to {
        staged { _, desk, ticket ->
            val every = everyCommand(ticket, document(desk))
            same(every.map { named(commandToJson(it), "do") }, commands())
            for (command in every) {
                try {
                    same(desk.execute(command, host.context()).command.length, 36)
                } catch (refused: TicketKitException) {
                    // What is about a job, a ticket or a message that is not there says so; the clocks stand on what is in
                    // force, the other ticket was not split from one, and nothing waits for an approval.
                    val idle = command is Command.RebindClocks || command is Command.UndoSplit || command is Command.DecideApproval
                    // The host is no agent, and owns no ticket.
                    val ofAgents = command is Command.NextTicket || command is Command.AcceptTicket ||
                        command is Command.HoldTicket || command is Command.DeclineTicket
                    val expected = if (ofAgents) Code.FORBIDDEN else if (idle) Code.NOTHING_TO_DO else Code.NOT_FOUND
                    check(refused.code == expected) { "$command: ${refused.summary}" }
                }
            }
        }
    },
    "every question is answered" to {
        staged { _, desk, ticket ->
            val every = everyQuery(ticket)
            same(every.map { named(queryToJson(it), "ask") }, queries())
            for (query in every) {
                if (query is Query.Job || query is Query.Attachment) refused(Code.NOT_FOUND) { desk.ask(query, host) }
                else check(answerToJson(desk.ask(query, host)).startsWith("{\"answer\":"))
            }
        }
    },
    "words survive the way through JSON" to {
        val ticket = number("1")
        for (command in everyCommand(ticket)) same(commandFromJson(commandToJson(command)), command)
        for (query in everyQuery(ticket)) same(queryFromJson(queryToJson(query)), query)
    },
    "what is left out has its default" to {
        val command = Command.CreateTicket("A printer")
        same(command.body, "")
        same(command.set, emptyMap<String, Value?>())
        same(commandFromJson("""{"do":"create_ticket","subject":"A printer"}"""), command)
        same(Options(), optionsFromJson("{}"))
    },
    "records compare by value" to {
        staged { _, desk, ticket ->
            val read = { (desk.ask(Query.Ticket(ticket), host) as Answer.Ticket).ticket }
            same(read(), read())
            same(read().createdAt, monday)
        }
    },
    "a refusal lists every problem with code, path and hint" to {
        staged { _, desk, ticket ->
            val refusal = refused(Code.UNKNOWN_FIELD) {
                desk.execute(Command.ChangeTicket(ticket, edits("priority" to "hihg", "colour" to "red")), host.context())
            }
            same(refusal.problems.map { it.code }, listOf(Code.UNKNOWN_FIELD, Code.UNKNOWN_NAME))
            same(refusal.problems.map { it.path }, listOf("/set/colour", "/set/priority"))
            check(refusal.problems[1].hint!!.contains("high")) { refusal.summary }
            same(refusal.kind, Kind.INVALID)
            check(refusal is TicketKitException.Invalid && !refusal.retryable)
            check(refusal.summary.contains("there is no priority `hihg`")) { refusal.summary }
        }
    },
    "bad JSON is refused with every problem" to {
        val refusal = refused(Code.MISSING) { commandFromJson("""{"do":"reply","tiket":"1","body":4}""") }
        same(refusal.problems.map { it.code }, listOf(Code.MISSING, Code.WRONG_TYPE, Code.UNKNOWN_MEMBER))
        refused(Code.MALFORMED) { queryFromJson("{") }
        refused(Code.MALFORMED) { actorFromJson("") }
        refused(Code.UNKNOWN_MEMBER) { optionsFromJson("""{"pathh":"x"}""") }
    },
    "an id that is none is refused, and the next call works" to {
        staged { engine, desk, ticket ->
            refused(Code.OUT_OF_RANGE) { desk.ask(Query.Ticket(TicketRef.Id("17")), host) }
            refused(Code.OUT_OF_RANGE) { desk.acknowledgeEffect("no id", 1uL) }
            refused(Code.OUT_OF_RANGE) { desk.execute(Command.Reply(ticket, "x"), host.context(commandId = "x")) }
            refused(Code.OUT_OF_RANGE) { desk.execute(Command.AssignTicket(ticket, team = "No Name"), host.context()) }
            refused(Code.OUT_OF_RANGE) { desk.execute(Command.ChangeTicket(ticket, mapOf("x" to Value.Number("1e99"))), host.context()) }
            refused(Code.OUT_OF_RANGE) { engine.setNow(Instant.MAX) }
            refused(Code.OUT_OF_RANGE) { engine.setNow(Instant.MIN) }
            desk.ask(Query.Ticket(ticket), host)
        }
    },
    "text of any script comes back, and half a character does no harm" to {
        staged { _, desk, _ ->
            val subject = "Принтер 🔥 プリンター"
            val opened = desk.execute(Command.CreateTicket(subject, requester = Intake(address = "o@example.com")), host.context())
            same((desk.ask(Query.Ticket(number(opened.number!!)), host) as Answer.Ticket).ticket.subject, subject)
            // Half of a pair is no character, and has no UTF-8: the JVM's own error says so.
            val half = runCatching { desk.execute(Command.CreateTicket("half \uD83D"), host.context()) }.exceptionOrNull()
            check(half is java.nio.charset.CharacterCodingException) { "$half" }
            refused(Code.BAD_TEXT) { desk.execute(Command.CreateTicket("a\u0000b", requester = Intake(address = "o@example.com")), host.context()) }
        }
    },
    "several commands are answered one by one" to {
        staged { _, desk, ticket ->
            val answers = desk.executeMany(
                listOf(
                    Instruction(Command.Reply(ticket, "One."), host.context()),
                    Instruction(Command.Reply(number("77"), "Two."), host.context()),
                    Instruction(Command.Reply(ticket, "Three."), host.context()),
                ),
            )
            same(answers.map { it is Executed.Done }, listOf(true, false, true))
            same(answers[0].getOrThrow().number, "1")
            same((answers[1] as Executed.Refused).error.code, Code.NOT_FOUND)
        }
    },
    "the same command id is carried out once" to {
        staged { _, desk, ticket ->
            val context = host.context(commandId = noId)
            same(desk.execute(Command.Reply(ticket, "Once."), context), desk.execute(Command.Reply(ticket, "Once."), context))
            refused(Code.KEY_REUSED) { desk.execute(Command.Reply(ticket, "Twice."), context) }
        }
    },
    "desks are made, listed and deleted" to {
        engine().use { engine ->
            refused(Code.UNKNOWN_DESK) { engine.existingDesk("main") }
            val document = document(engine.desk("main"))
            same(engine.createDesk("other", document).id(), engine.existingDesk("other").id())
            refused(Code.ALREADY_TAKEN) { engine.createDesk("other", document) }
            same(refused(Code.MISSING) { engine.createDesk("third", "{\"version\": 1}") }.problems.first().path, "/priorities")
            same(engine.desks().map { it.key }, listOf("main", "other"))
            same(engine.deleteDesk("other"), true)
            same(engine.deleteDesk("other"), false)
        }
    },
    "time passes when it is told" to {
        staged { engine, desk, ticket ->
            val due = engine.nextDue()!!
            check(due > monday)
            val report = engine.tick(due, 100u)
            check(report.fired > 0uL)
            check(engine.statistics().accepted > 0uL)
            check((desk.ask(Query.Promises(ticket), host) as Answer.Promises).clocks.isNotEmpty())
        }
        Engine.open().use { engine -> refused(Code.NOT_WRITABLE) { engine.setNow(monday) } }
    },
    "a desk is decided again to the last byte" to {
        staged { engine, desk, _ ->
            val target = engine.desk("again")
            val seen = ArrayList<ULong>()
            val report = desk.replayInto(target, object : ReplayProgress {
                override fun replayed(commands: ULong) = seen.add(commands)
            })
            same(report.commands, 2uL)
            same(report.different, emptyList<CommandId>())
            same(desk.replayInto(engine.desk("third")).commands, 2uL)
        }
    },
    "after close every call answers closed, and closing again does no harm" to {
        val engine = engine()
        val desk = engine.desk("main")
        engine.close()
        engine.close()
        for (call in listOf<() -> Any?>({ engine.nextDue() }, { engine.desks() }, { engine.desk("main") }, { desk.ask(Query.Feed(), host) },
            { engine.tick(monday, 1u) }, { desk.leaseEffects("w", 1000, 1u) }, { engine.pause(10) }, { engine.resume() })) {
            val refusal = refused(Code.CLOSED) { call() }
            check(refusal is TicketKitException.Unavailable && !refusal.retryable)
        }
    },
    "a desk whose handle was given back says so, and others go on" to {
        staged { engine, desk, ticket ->
            desk.close()
            val thrown = runCatching { desk.ask(Query.Ticket(ticket), host) }.exceptionOrNull()
            check(thrown is IllegalStateException) { "$thrown" }
            engine.desk("main").ask(Query.Ticket(ticket), host)
        }
    },
    "closing while others call loses nothing" to {
        repeat(50) {
            val engine = engine()
            val desk = engine.desk("main")
            val odd = java.util.concurrent.ConcurrentLinkedQueue<Throwable>()
            val callers = List(4) { caller ->
                thread {
                    try {
                        while (true) desk.execute(Command.PutPerson(key("p$caller"), name = "P"), host.context())
                    } catch (refused: TicketKitException) {
                        if (refused.code != Code.CLOSED && refused.code != Code.NOTHING_TO_DO) odd += refused
                    } catch (thrown: Throwable) {
                        odd += thrown
                    }
                }
            }
            Thread.sleep(1)
            engine.close()
            callers.forEach { it.join(10_000); check(!it.isAlive) { "a call hangs" } }
            check(odd.isEmpty()) { "$odd" }
        }
    },
    "paused calls can be made again after the engine goes on" to {
        val folder = kotlin.io.path.createTempDirectory("paused").toFile()
        staged(Engine.open(Options(path = File(folder, "desks.db").path, now = monday, patienceMs = 0u))) { engine, desk, ticket ->
            engine.pause(1000)
            val refusal = refused(Code.PAUSED) { desk.ask(Query.Ticket(ticket), host) }
            check(refusal.retryable)
            engine.resume()
            desk.ask(Query.Ticket(ticket), host)
        }
        folder.deleteRecursively()
    },
    "a file that is no database of ours is refused" to {
        val file = File.createTempFile("foreign", ".db").apply { writeText("no database, but long enough to be looked at".repeat(40)) }
        val refusal = refused(Code.NOT_OURS) { Engine.open(Options(path = file.path)) }
        check(refusal is TicketKitException.Storage)
        refused(Code.CANNOT_OPEN) { Engine.open(Options(path = "/no/such/folder/desks.db")) }
        file.delete()
    },
    "suspending calls run on the dispatcher they were given" to {
        val threads = Executors.newSingleThreadExecutor { Thread(it, "the desk's own") }
        val dispatcher = threads.asCoroutineDispatcher()
        val seen = java.util.concurrent.ConcurrentHashMap.newKeySet<String>()
        val storage = object : MapStorage() {
            override fun get(keys: List<String>) = super.get(keys).also { seen += Thread.currentThread().name.substringBefore(" @") }
        }
        runBlocking {
            val engine = Engine.on(storage, Options(now = monday)).suspending(dispatcher)
            val desk = engine.desk("main")
            val opened = desk.execute(Command.CreateTicket("A printer", requester = Intake(address = "i@example.com")))
            check(desk.ask(Query.Ticket(number(opened.number!!))) is Answer.Ticket)
            same(desk.executeMany(listOf()), listOf<Executed>())
            same(engine.desks().size, 1)
            engine.pause(Duration.ofSeconds(1))
            val thrown = runCatching { desk.ask(Query.Feed()) }.exceptionOrNull()
            same((thrown as TicketKitException).code, Code.PAUSED)
            engine.resume()
            check(engine.nextDue() != null)
            engine.close()
        }
        same(seen, setOf("the desk's own"))
        threads.shutdown()
    },
    "duties flow, and are settled when the collector is done with them" to {
        staged { _, desk, ticket ->
            desk.execute(Command.Reply(ticket, "We are on our way."), agent("ada").context())
            val duties = desk.suspending()
            runBlocking {
                // `take` ends while the last duty is in hand: it is given back for later.
                val seen = withTimeout(10_000) { duties.effects("mailer", now = { monday }).take(1).toList() }
                same(seen.size, 1)
                check(seen[0].state is EffectState.Leased)
                val all = HashSet<EffectId>()
                val job = launch {
                    duties.effects("mailer", poll = Duration.ofMillis(5), now = { monday }).collect { all += it.id }
                }
                kotlinx.coroutines.delay(200)
                job.cancel()
                job.join()
            }
            // What was given back waits for its time, and nothing else is left.
            same(desk.leaseEffects("other", 1000, 10u), listOf<Effect>())
        }
    },
    "a duty whose collector throws is given back" to {
        staged { engine, desk, ticket ->
            desk.execute(Command.Reply(ticket, "We are on our way."), agent("ada").context())
            val thrown = runCatching {
                runBlocking { desk.suspending().effects("mailer", now = { monday }).collect { error("no mail today") } }
            }.exceptionOrNull()
            same(thrown?.message, "no mail today")
            engine.setNow(monday.plusSeconds(61))
            val again = desk.leaseEffects("mailer", 1000, 1u).single()
            same(again.attempts, 2u)
            val token = (again.state as EffectState.Leased).token
            desk.acknowledgeEffect(again.id, token)
            refused(Code.LEASE_LOST) { desk.acknowledgeEffect(again.id, token) }
        }
    },
    "a storage of Kotlin's own collections passes the conformance suite" to {
        val checked = ArrayList<String>()
        val failures = storageConformance(
            object : StorageFactory { override fun fresh(): RecordStorage = MapStorage() },
            object : ConformanceProgress { override fun checking(check: String) = checked.add(check) },
        )
        same(failures, listOf<ConformanceFailure>())
        check(checked.size > 90) { "only ${checked.size} checks" }
    },
    "a storage that loses a write fails the conformance suite by name" to {
        var checks = 0
        val failures = storageConformance(
            object : StorageFactory { override fun fresh(): RecordStorage = LosingStorage() },
            object : ConformanceProgress { override fun checking(check: String) = ++checks <= 25 },
        )
        check(failures.isNotEmpty())
        check(failures.all { it.check.contains('_') && it.what.isNotEmpty() })
        println("  a storage that loses writes: ${failures.first().check}: ${failures.first().what.take(120)}")
    },
    "what a storage throws is storage_failed, and the next call works" to {
        val storage = ThrowingStorage()
        staged(Engine.on(storage, Options(now = monday, patienceMs = 0u))) { _, desk, ticket ->
            storage.throwing.set(true)
            val refusal = refused(Code.STORAGE_FAILED) { desk.execute(Command.Reply(ticket, "Lost?"), host.context()) }
            check(refusal.summary.contains("the disk is a teapot")) { refusal.summary }
            desk.execute(Command.Reply(ticket, "Kept."), host.context())
            val thread = desk.ask(Query.Thread(ticket), host) as Answer.Thread
            same(thread.messages.map { it.body }, listOf("Hurry.", "Kept."))
        }
    },
    "a storage says with a code what is wrong with it" to {
        val storage = object : MapStorage() {
            var full = false
            override fun commit(batch: Batch) = if (full) throw HostException.Failed(Code.STORAGE_FULL, "no space") else super.commit(batch)
        }
        staged(Engine.on(storage, Options(now = monday, patienceMs = 0u))) { _, desk, ticket ->
            storage.full = true
            val refusal = refused(Code.STORAGE_FULL) { desk.execute(Command.Reply(ticket, "x"), host.context()) }
            check(refusal.retryable && refusal is TicketKitException.Unavailable)
            storage.full = false
            desk.execute(Command.Reply(ticket, "x"), host.context())
        }
    },
    "many threads share one engine on Kotlin's storage" to {
        Engine.on(MapStorage(), Options(now = monday)).use { engine ->
            val desk = engine.desk("main")
            val numbers = java.util.concurrent.ConcurrentHashMap.newKeySet<String>()
            List(8) {
                thread {
                    repeat(10) {
                        val opened = desk.execute(Command.CreateTicket("x", requester = Intake(address = "i@example.com")), host.context())
                        numbers += opened.number!!
                    }
                }
            }.forEach { it.join() }
            same(numbers.size, 80)
        }
    },
    "the lists are those of the core" to {
        same(version(), Regex("^version = \"(.+)\"", RegexOption.MULTILINE).find(File(root, "Cargo.toml").readText())!!.groupValues[1])
        same(codes().map { it.code }, Code.entries.toList())
        same(codes().map { it.text }, Code.entries.map { it.text })
        val told = File(root, "docs/errors.md").readText()
        val written = Regex("^## (\\w+)$|^- Number: (\\d+)$", RegexOption.MULTILINE).findAll(told).map { it.groupValues[1] + it.groupValues[2] }
        same(codes().flatMap { listOf(it.text, it.number.toString()) }, written.toList())
        val schema = parseJson(jsonSchema()) as Map<*, *>
        check("Command" in (schema["\$defs"] as Map<*, *>))
    },
    "a file is kept under its hash" to {
        val folder = java.nio.file.Files.createTempDirectory("files").toFile()
        val source = File(folder, "source").apply { writeText("Paper jam") }
        FolderStore.open(File(folder, "store").path).use { store ->
            refused(Code.ATTACHMENT_TOO_LARGE) { store.keep(source.path, 8uL) }
            val kept = store.keep(source.path, 9uL)
            same(kept.bytes, 9uL)
            same(File(store.path(kept.sha256)).readText(), "Paper jam")
            same(store.remove(kept.sha256), true)
            refused(Code.NOT_FOUND) { store.path(kept.sha256) }
        }
        folder.deleteRecursively()
    },
    "a webhook is signed as the specification says" to {
        val secrets = listOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        val body = "{\"test\": 2432232314}"
        val at = Instant.ofEpochSecond(1614265330)
        val headers = signWebhook(secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)
        same(headers.timestamp, "1614265330")
        same(headers.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        verifyWebhook(secrets, headers, body, at.plusSeconds(300))
        refused(Code.SIGNATURE_REFUSED) { verifyWebhook(secrets, headers, body, at.plusSeconds(301)) }
        refused(Code.SIGNATURE_REFUSED) { verifyWebhook(secrets, headers, "{}", at) }
        refused(Code.MISSING) { signWebhook(listOf(), "a", at, body) }
    },
    "a scenario with a wrong expectation fails" to {
        val file = File.createTempFile("wrong", ".json")
        file.writeText("""{"steps":[{"at":"2026-06-01T09:00:00.000Z","do":{"do":"create_ticket","subject":"x","requester":{"address":"a@example.com"}},"expect":{"number":"7"}}]}""")
        val said = ArrayList<String>()
        same(play(file, "memory", {}, said::add), false)
        check(said.single().startsWith("FAILED ${file.name} step 1: expected {\"ok\":{\"number\":\"7\"}}, got {\"ok\":{")) { "$said" }
        file.delete()
    },
    "the example tells its story" to {
        val out = java.io.ByteArrayOutputStream()
        val before = System.out
        System.setOut(java.io.PrintStream(out, true))
        try { ticketkit.examples.main() } finally { System.setOut(before) }
        val told = out.toString()
        for (part in listOf("ticket 1", "promised in open time of the calendar `office`", "unknown_field: a ticket has no field `colour` (at /set/colour)\n", "did you mean `high`", "ticket 1 is resolved")) {
            check(part in told) { "`$part` is missing in:\n$told" }
        }
    },
)

fun main(arguments: Array<String>) {
    root = File(arguments.firstOrNull() ?: ".")
    var failed = 0
    for ((name, test) in tests) {
        try {
            test()
        } catch (thrown: Throwable) {
            failed++
            println("FAILED $name: $thrown")
            thrown.stackTrace.filter { it.fileName in setOf("Suite.kt", "Scenarios.kt") }.take(4).forEach { println("    at $it") }
        }
    }
    println("kotlin: ${tests.size - failed} passed, $failed failed")
    exitProcess(if (failed == 0) 0 else 1)
}
