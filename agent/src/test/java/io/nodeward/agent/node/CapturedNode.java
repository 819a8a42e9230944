package io.nodeward.agent.node;

import java.util.Map;
import java.util.Set;

/**
 * One node of {@code src/test/captured}.
 *
 * @param why what is special about it
 * @param expect the verdicts that are right, by id of the CIS benchmark 1.12; several where the truth is debatable
 */
record CapturedNode(String id, String why, Map<String, Set<String>> expect) {}
