package io.nodeward.hostprobes.facts;

/** A place in the tree of facts: a value, a reason why there is none, named children, or a list. */
public sealed interface Node permits Known, Unknown, Group, Many {}
