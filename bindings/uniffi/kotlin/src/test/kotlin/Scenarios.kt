// Plays scenarios, as tests/scenarios/README.md says.
package ticketkit.tests

import java.io.File
import java.nio.file.Files
import java.time.Instant
import kotlin.system.exitProcess
import ticketkit.*
import ticketkit.examples.MapStorage
import ticketkit.ffi.Executed
import ticketkit.ffi.HostException
import ticketkit.ffi.actorFromJson
import ticketkit.ffi.answerToJson
import ticketkit.ffi.codes
import ticketkit.ffi.commandFromJson
import ticketkit.ffi.commands
import ticketkit.ffi.effectToJson
import ticketkit.ffi.instantToText
import ticketkit.ffi.outcomeToJson
import ticketkit.ffi.problemsToJson
import ticketkit.ffi.queries
import ticketkit.ffi.queryFromJson
import ticketkit.ffi.reportToJson

/** A file that is no scenario. */
class NoScenario(why: String) : Exception(why)

/** The runner's own storage, whose first call fails when it is told so; of `contention`, every commit from then on. */
private class FailingStorage : MapStorage() {
    @Volatile var next: Code? = null

    private fun fail() {
        val code = next?.takeIf { it != Code.CONTENTION } ?: return
        next = null
        throw HostException.Failed(code, "the storage was told to fail")
    }

    override fun get(keys: List<String>): List<Record?> = fail().let { super.get(keys) }
    override fun range(range: Range): List<Record> = fail().let { super.range(range) }
    override fun commit(batch: Batch): Boolean = fail().let { next == null && super.commit(batch) }
}

private typealias Members = Map<*, *>

private class Stage(scenario: Members, first: Members, storage: String) : AutoCloseable {
    private val folder = Files.createTempDirectory("scenario").toFile()
    private val host = FailingStorage()
    private var now = Instant.parse(first["at"] as? String ?: throw NoScenario("the first step has no `at`"))
    private val engine: Engine
    private var desk: Desk

    init {
        val kept = if (scenario["storage"] == "host") "host" else storage
        val path = if (kept == "sqlite") File(folder, "desks.db").path else null
        val key = (0..31).joinToString("") { "%02x".format(it) }
        val url = if (kept == "postgres") System.getenv("TICKETKIT_TEST_POSTGRES") ?: throw NoScenario("no TICKETKIT_TEST_POSTGRES") else null
        val options = Options(
            path = path, url = url, schema = url?.let { "scenarios" }, patienceMs = 0u, now = now, firstId = 1u, linkKeys = listOf(key),
        )
        engine = if (kept == "host") Engine.on(host, options) else Engine.open(options)
        engine.desks().forEach { engine.deleteDesk(it.key) } // What the scenario before left in the database.
        desk = scenario["config"]?.let { engine.createDesk("main", canonical(it)) } ?: engine.desk("main")
    }

    override fun close() {
        engine.close()
        folder.deleteRecursively()
    }

    /** Takes a step; answers its result as canonical JSON. */
    fun act(step: Members): String {
        val kind = step.keys.filter { it in kinds }.singleOrNull() ?: throw NoScenario("a step has one of $kinds")
        try {
            (step["at"] as String?)?.let { now = Instant.parse(it); engine.setNow(now) }
            return """{"ok":${done(kind as String, step[kind], step)}}"""
        } catch (refused: TicketKitException) {
            return """{"error":${problemsToJson(refused.problems)}}"""
        }
    }

    private fun done(kind: String, given: Any?, step: Members): String {
        val members = given as? Members ?: emptyMap<Any, Any>()
        fun text(name: String) = members[name] as String
        fun number(of: Any?) = (of as JsonNumber).text
        return when (kind) {
            "do" -> one(step).let { outcomeToJson(desk.execute(it.command, it.context)) }
            "many" -> desk.executeMany((given as List<*>).map { one(it as Members) }).joinToString(",", "[", "]") {
                when (it) {
                    is Executed.Done -> """{"ok":${outcomeToJson(it.outcome)}}"""
                    is Executed.Refused -> """{"error":${problemsToJson(it.error.problems)}}"""
                }
            }
            "ask" -> answerToJson(desk.ask(queryFromJson(written(given)), actor(step)))
            "tick" -> reportToJson(engine.tick(now, number(given).toUInt()))
            "next_due" -> engine.nextDue()?.let { canonical(instantToText(it)) } ?: "null"
            "lease" -> desk.leaseEffects(text("worker"), number(members["hold_ms"]).toLong(), number(members["limit"]).toUInt())
                .joinToString(",", "[", "]") { effectToJson(it) }
            "acknowledge" -> nothing { desk.acknowledgeEffect(text("effect"), number(members["token"]).toULong()) }
            "fail" -> nothing {
                desk.failEffect(text("effect"), number(members["token"]).toULong(), Instant.parse(text("retry_at")), text("reason"))
            }
            "create_desk" -> nothing { desk = engine.createDesk(text("key"), members["document"].let { it as? String ?: canonical(it) }) }
            "open_desk" -> nothing { desk = engine.desk(given as String) }
            "existing_desk" -> nothing { desk = engine.existingDesk(given as String) }
            "delete_desk" -> engine.deleteDesk(given as String).toString()
            "desks" -> canonical(engine.desks().map {
                mapOf("id" to it.id, "key" to it.key, "config_version" to it.configVersion)
            })
            "statistics" -> canonical(engine.statistics().let {
                mapOf("decisions" to it.decisions, "accepted" to it.accepted, "refused" to it.refused)
            })
            "pause" -> nothing { engine.pause(number(given).toLong()) }
            "resume" -> nothing { engine.resume() }
            "close" -> nothing { engine.shutDown() }
            else -> nothing { host.next = Code.entries.first { it.text == given } }
        }
    }

    private fun nothing(act: () -> Unit): String = act().let { "null" }

    private fun one(step: Members): Instruction {
        val given = (step["do"] as Members).toMutableMap()
        given["document"]?.let { if (it !is String) given["document"] = canonical(it) }
        val command = commandFromJson(written(given))
        return Instruction(command, actor(step).context(commandId = step["id"] as String?))
    }

    private fun actor(step: Members): Actor = step["as"]?.let { actorFromJson(written(it)) } ?: ticketkit.host
}

private val kinds = setOf(
    "do", "many", "ask", "tick", "next_due", "lease", "acknowledge", "fail", "create_desk", "open_desk",
    "existing_desk", "delete_desk", "desks", "statistics", "pause", "resume", "close", "fail_next",
)

/** Plays one file. True when every step fits. */
fun play(file: File, storage: String, transcript: (String) -> Unit, say: (String) -> Unit): Boolean {
    var fitting = true
    fun failed(step: Int, why: String) {
        fitting = false
        say("FAILED ${file.name} step $step: $why")
    }
    try {
        val scenario = parseJson(file.readText()) as? Members ?: throw NoScenario("it is no object")
        val steps = scenario["steps"] as? List<*> ?: throw NoScenario("there are no steps")
        val first = steps.firstOrNull() as? Members ?: throw NoScenario("there is no step")
        Stage(scenario, first, storage).use { stage ->
            steps.forEachIndexed { index, step ->
                step as Members
                // Canonical again: what the library wrote is read as any other text.
                val got = parseJson(stage.act(step)) as Members
                val expected = when {
                    step["error"] != null -> mapOf("error" to step["error"])
                    step["expect"] != null -> mapOf("ok" to step["expect"])
                    else -> null
                }
                val fits = if (expected == null) "error" !in got else fits(expected, got)
                if (!fits) failed(index + 1, "expected ${canonical(expected ?: mapOf("ok" to emptyMap<String, Any>()))}, got ${canonical(got)}")
                transcript("${file.name}\t${index + 1}\t${canonical(got)}\n")
            }
        }
    } catch (fault: Exception) {
        failed(0, fault.message ?: fault.toString())
    }
    return fitting
}

/** The lists that every language has. */
fun lists(): String = canonical(
    mapOf("codes" to codes().associate { it.text to it.number }, "commands" to commands(), "queries" to queries()),
)

fun main(arguments: Array<String>) {
    var storage = "memory"
    var transcript: java.io.Writer? = null
    val files = ArrayList<File>()
    val rest = arguments.iterator()
    while (rest.hasNext()) {
        when (val argument = rest.next()) {
            "--lists" -> { println(lists()); return }
            "--storage" -> storage = rest.next()
            "--transcript" -> transcript = File(rest.next()).bufferedWriter()
            else -> File(argument).let { path ->
                files += if (path.isDirectory) path.listFiles { file -> file.extension == "json" }!!.sortedBy { it.name } else listOf(path)
            }
        }
    }
    val passed = files.count { file -> play(file, storage, { transcript?.write(it) }, ::println) }
    transcript?.close()
    println("$passed passed, ${files.size - passed} failed")
    if (passed < files.size || passed == 0) exitProcess(1)
}
