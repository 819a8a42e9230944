package io.nodeward.agent;

import io.nodeward.agent.console.ExitCode;
import java.util.List;

/**
 * What the distribution's AOT cache is made from: the command lines in its arguments, a {@code ;} between two, one after
 * the other in one Java process. One that cannot do its work makes the training fail. It is in the program because a cache fits only the class path that it was made with.
 */
final class Training {

    private Training() {}

    public static void main(String[] arguments) {
        int worst = 0;
        int start = 0;
        for (int i = 0; i <= arguments.length; i++) {
            if (i == arguments.length || arguments[i].equals(";")) {
                int code = Main.run(List.of(arguments).subList(start, i).toArray(String[]::new));
                worst = Math.max(worst, code);
                start = i + 1;
            }
        }
        System.exit(worst > ExitCode.USAGE ? worst : 0);
    }
}
