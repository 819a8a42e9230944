package io.nodeward.profiles.authoring;

import io.nodeward.profiles.Control;
import java.util.List;

/**
 * A control as it stands in a file.
 *
 * @param cases its test table
 */
public record Authored(Control control, String file, int line, List<ControlCase> cases) {}
