package ticketkit

import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import ticketkit.ffi.Executed

/** The same calls for coroutines: each runs on [dispatcher], and the caller's thread stays free. */
fun Engine.suspending(dispatcher: CoroutineDispatcher = Dispatchers.IO) = SuspendingEngine(this, dispatcher)

/** The same calls for coroutines: each runs on [dispatcher], and the caller's thread stays free. */
fun Desk.suspending(dispatcher: CoroutineDispatcher = Dispatchers.IO) = SuspendingDesk(this, dispatcher)

/** An [Engine] whose calls suspend. A call that has begun is carried to its end when the coroutine is cancelled. */
class SuspendingEngine(val blocking: Engine, private val dispatcher: CoroutineDispatcher) {
    private suspend fun <T> moved(call: Engine.() -> T): T = withContext(dispatcher) { blocking.call() }

    suspend fun desk(key: String) = moved { desk(key).suspending(dispatcher) }

    suspend fun existingDesk(key: String) = moved { existingDesk(key).suspending(dispatcher) }

    suspend fun createDesk(key: String, document: String) = moved { createDesk(key, document).suspending(dispatcher) }

    suspend fun desks(): List<DeskEntry> = moved { desks() }

    suspend fun deleteDesk(key: String): Boolean = moved { deleteDesk(key) }

    suspend fun nextDue(): Instant? = moved { nextDue() }

    suspend fun tick(now: Instant, limit: UInt): Report = moved { tick(now, limit) }

    suspend fun pause(within: Duration) = moved { pause(within.toMillis()) }

    suspend fun resume() = moved { resume() }

    suspend fun close() = moved { close() }
}

/** A [Desk] whose calls suspend. A call that has begun is carried to its end when the coroutine is cancelled. */
class SuspendingDesk(val blocking: Desk, private val dispatcher: CoroutineDispatcher) {
    private suspend fun <T> moved(call: Desk.() -> T): T = withContext(dispatcher) { blocking.call() }

    suspend fun execute(command: Command, context: Context = host.context()): Outcome = moved { execute(command, context) }

    suspend fun executeMany(commands: List<Instruction>): List<Executed> = moved { executeMany(commands) }

    suspend fun ask(query: Query, actor: Actor = host): Answer = moved { ask(query, actor) }

    suspend fun leaseEffects(worker: String, hold: Duration, limit: UInt): List<Effect> =
        moved { leaseEffects(worker, hold.toMillis(), limit) }

    suspend fun acknowledgeEffect(effect: EffectId, token: ULong) = moved { acknowledgeEffect(effect, token) }

    suspend fun failEffect(effect: EffectId, token: ULong, retryAt: Instant, reason: String) =
        moved { failEffect(effect, token, retryAt, reason) }

    /**
     * The host's duties, one after the other, for as long as somebody collects: each is leased, emitted, and
     * acknowledged once the collector is done with it. When there is none, the desk is asked again after [poll].
     *
     * When the collector throws or is cancelled, the duty that it holds is given back, to be given out again after
     * [retryAfter], and the flow ends with what was thrown. That holds of `take` and `first`, too: their last duty is
     * given out again.
     */
    fun effects(
        worker: String,
        hold: Duration = Duration.ofMinutes(5),
        poll: Duration = Duration.ofSeconds(1),
        retryAfter: Duration = Duration.ofMinutes(1),
        now: () -> Instant = Instant::now,
    ): Flow<Effect> = flow {
        while (true) {
            // Nothing may lie between a lease and its duty's delivery, or the duty waits until the lease has ended.
            val effect = withContext(NonCancellable) { leaseEffects(worker, hold, 1u) }.singleOrNull()
            if (effect == null) {
                delay(poll.toMillis())
                continue
            }
            val token = (effect.state as EffectState.Leased).token
            try {
                emit(effect)
            } catch (thrown: Throwable) {
                val reason = if (thrown is CancellationException) "the collector was cancelled" else thrown.toString()
                withContext(NonCancellable) { failEffect(effect.id, token, now().plus(retryAfter), reason) }
                throw thrown
            }
            withContext(NonCancellable) { acknowledgeEffect(effect.id, token) }
        }
    }
}
