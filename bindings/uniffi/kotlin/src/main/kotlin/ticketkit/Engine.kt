package ticketkit

import ticketkit.ffi.Desk as FfiDesk
import ticketkit.ffi.Engine as FfiEngine
import ticketkit.ffi.EngineInterface

// Names of the other package, so that one import is enough. An alias does not reach nested classes: who looks into an
// `Executed`, or throws a `HostException`, imports these two from ticketkit.ffi.

/** One helpdesk, with two verbs: `execute` and `ask`. Closing it gives its handle back; the desk stays. */
typealias Desk = FfiDesk

/** Where records are kept: a storage of the host's own. See [Engine.on]. */
typealias RecordStorage = ticketkit.ffi.RecordStorage

/** A command among several, for `executeMany`. */
typealias Instruction = ticketkit.ffi.Instruction

/** Told how far a replay is. */
typealias ReplayProgress = ticketkit.ffi.ReplayProgress

/** Makes fresh storages for [ticketkit.ffi.storageConformance]. */
typealias StorageFactory = ticketkit.ffi.StorageFactory

/** Told how far [ticketkit.ffi.storageConformance] is. */
typealias ConformanceProgress = ticketkit.ffi.ConformanceProgress

/** A check that a storage did not pass. */
typealias ConformanceFailure = ticketkit.ffi.ConformanceFailure

/** A folder of files that are called by the hash of what is in them: `FolderStore.open(folder)`. */
typealias FolderStore = ticketkit.ffi.FolderStore

/** One code of the closed list of failures, as [ticketkit.ffi.codes] lists them. */
typealias CodeEntry = ticketkit.ffi.CodeEntry

/**
 * One helpdesk engine on one storage: opened once in a process, and used from any thread.
 *
 * Its calls block; [suspending] has the same ones for coroutines. After [close] each of them throws
 * [TicketKitException.Unavailable] with [Code.CLOSED].
 */
class Engine private constructor(private val inner: FfiEngine) : EngineInterface by inner, AutoCloseable {
    /**
     * Ends all use of the storage; calls that are under way are waited for. Closing what is closed does nothing more,
     * other than [shutDown], which says so.
     */
    override fun close() {
        try {
            inner.shutDown()
        } catch (closed: TicketKitException.Unavailable) {
            if (closed.code != Code.CLOSED) throw closed
        }
    }

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
