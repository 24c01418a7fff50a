// What a call from Kotlin costs: `empty N ns` and `ticket N ns`, the middle of several turns after a warm-up.
package ticketkit.tests

import ticketkit.*

private fun middle(calls: Int, call: () -> Unit): Long {
    val turns = List(9) {
        val begun = System.nanoTime()
        repeat(calls) { call() }
        (System.nanoTime() - begun) / calls
    }
    return turns.drop(2).sorted()[3]
}

fun main() {
    Engine.open().use { engine ->
        val desk = engine.desk("main")
        val opened = desk.execute(Command.CreateTicket("A printer", requester = Intake(address = "ines@example.com")), host.context())
        val query = Query.Ticket(number(opened.number!!))
        println("empty ${middle(20_000) { engine.nextDue() }} ns")
        println("ticket ${middle(10_000) { desk.ask(query, host) }} ns")
    }
}
