// The library for the JVM: `build.sh` generates the sources and builds the native library before.
plugins {
    kotlin("jvm") version "2.4.20"
    `java-library`
}

group = "ticketkit"
version = "0.1.0"

// Where build.sh leaves what it makes; see CARGO_TARGET_DIR.
val built = System.getenv("CARGO_TARGET_DIR") ?: rootDir.resolve("../../../target").path

kotlin {
    jvmToolchain(17)
    sourceSets["main"].kotlin.srcDir("$built/kotlin/generated")
}

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
    implementation("net.java.dev.jna:jna:5.13.0")
}

// JNA finds a library in the jar under the name of its platform.
tasks.processResources {
    from("$built/kotlin/libticketkit_ffi.so") { into("linux-x86-64") }
}
