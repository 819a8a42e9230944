package io.nodeward.profiles;

/**
 * The compiled controls that we ship. This one is empty: when the project is built, its class file is replaced by one
 * that holds them as text constants, a byte a letter. Opening a resource would cost more time than reading it.
 */
final class CatalogueData {

    private CatalogueData() {}

    /** The bytes in pieces, as ISO 8859-1. */
    static String[] parts() {
        return new String[0];
    }
}
