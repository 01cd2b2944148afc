package io.gamekeeper.local.appstore;

import java.util.Map;

/** A notification that a store has yet to send. */
record Notice(String path, Map<String, String> headers, String body) {}
