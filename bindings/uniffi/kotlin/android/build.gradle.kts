// The library for Android: `android.sh` builds the native libraries into src/main/jniLibs before.
plugins {
    id("com.android.library") version "8.13.0"
    kotlin("android") version "2.4.20"
}

val built = System.getenv("CARGO_TARGET_DIR") ?: rootDir.resolve("../../../target").path

android {
    namespace = "ticketkit.android"
    compileSdk = 36

    defaultConfig {
        // java.time is there from 26 on.
        minSdk = 26
        consumerProguardFiles("../consumer-rules.pro")
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    sourceSets["main"].kotlin.srcDirs("../src/main/kotlin", "$built/kotlin/generated")
}

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.10.2")
    implementation("net.java.dev.jna:jna:5.13.0@aar")
}
