@org.jspecify.annotations.NullMarked
package io.nodeward.agent.json;
