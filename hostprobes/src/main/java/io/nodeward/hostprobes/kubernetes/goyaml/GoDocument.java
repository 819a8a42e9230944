package io.nodeward.hostprobes.kubernetes.goyaml;

import java.util.List;

/**
 * The first document of a text.
 *
 * @param root the whole of it; Null for an empty text
 * @param strict what a strict decoder objects to in the document itself, duplicate keys that is; a lenient one goes on
 * @param json whether it was read as JSON, in which duplicates are decoded one over the other
 */
public record GoDocument(GoValue root, List<Problem> strict, boolean json) {}
