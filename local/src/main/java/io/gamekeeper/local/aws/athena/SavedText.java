package io.gamekeeper.local.aws.athena;

/** A named query. */
record SavedText(
    String id, String name, String description, String database, String workgroup, String text) {}
