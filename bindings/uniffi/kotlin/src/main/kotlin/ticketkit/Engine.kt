package ticketkit

import ticketkit.ffi.Desk as FfiDesk
import ticketkit.ffi.Engine as FfiEngine
import ticketkit.ffi.EngineInterface

/** One helpdesk, with two verbs: `execute` and `ask`. Closing it gives its handle back; the desk stays. */
typealias Desk = FfiDesk

/** Where records are kept: a storage of the host's own. See [Engine.on]. */
typealias RecordStorage = ticketkit.ffi.RecordStorage

/** What a [RecordStorage] throws, with the code that whoever called the engine is to get. */
typealias HostException = ticketkit.ffi.HostException

/** A command among several, for `executeMany`. */
typealias Instruction = ticketkit.ffi.Instruction

/** What became of a command among several. */
typealias Executed = ticketkit.ffi.Executed

/**
 * One helpdesk engine on one storage: opened once in a process, and used from any thread.
 *
 * Its calls block; [suspending] has the same ones for coroutines. After [close] each of them throws
 * [TicketKitException.Unavailable] with [Code.CLOSED].
 */
class Engine private constructor(private val inner: FfiEngine) : EngineInterface by inner, AutoCloseable {
    /** Ends all use of the storage; calls that are under way are waited for. Closing twice does nothing more. */
    override fun close() = inner.shutDown()

    companion object {
        /** Opens an engine as the options say: on memory when they say nothing. */
        @JvmStatic
        @JvmOverloads
        fun open(options: Options = Options()): Engine = Engine(FfiEngine.open(options))

        /** Opens an engine on a storage of the host's own, which takes the place of a file. */
        @JvmStatic
        @JvmOverloads
        fun on(storage: RecordStorage, options: Options = Options()): Engine = Engine(FfiEngine.on(storage, options))
    }
}
