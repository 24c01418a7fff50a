// A storage of the host's own, over Kotlin's collections: what a program hands to `Engine.on`.
package ticketkit.examples

import java.util.TreeMap
import ticketkit.Batch
import ticketkit.Range
import ticketkit.Record
import ticketkit.RecordStorage

/** Records in memory, by key; and for each entry the record that stands there. */
open class MapStorage : RecordStorage {
    private val records = HashMap<String, Record>()
    // Where a record is found: its entry, and behind it its key, apart by a character that neither can have.
    private val places = TreeMap<String, Record>()

    @Synchronized
    override fun get(keys: List<String>): List<Record?> = keys.map { records[it] }

    @Synchronized
    override fun range(range: Range): List<Record> {
        if (range.from >= range.until) return emptyList()
        val found = places.subMap(range.from, true, range.until, false)
        val ordered = if (range.descending) found.descendingMap() else found
        return ordered.values.take(range.limit.toInt())
    }

    @Synchronized
    override fun commit(batch: Batch): Boolean {
        if (batch.expect.any { (key, version) -> (records[key]?.version ?: 0uL) != version }) return false
        for (key in batch.remove + batch.put.map { it.key }) {
            records.remove(key)?.let { old -> old.entries.forEach { places.remove("$it\u0000$key") } }
        }
        for (record in batch.put) {
            records[record.key] = record
            record.entries.forEach { places["$it\u0000${record.key}"] = record }
        }
        return true
    }
}
