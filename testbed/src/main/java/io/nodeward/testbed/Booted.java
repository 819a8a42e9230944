package io.nodeward.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test with a booted machine, which it gets as a parameter of the type {@link VirtualMachine}:
 *
 * <pre>{@code
 * @Booted(Flavour.HOST)
 * class SwapTest {
 *     @Test
 *     void isOff(VirtualMachine machine) {
 *         assertThat(machine.run("swapon --show")).isEmpty();
 *     }
 * }
 * }</pre>
 *
 * Each test has its own, which a saved state brings up in a few seconds; one that {@code @BeforeAll} asks for is shared by the
 * class. Its console and its logs are below {@code target/testbed/CLASS/TEST}. One virtual machine runs at a time: of two
 * builds on a machine, one waits. Where none can be had the test is skipped and says why, or fails if
 * {@code NODEWARD_TESTBED_REQUIRED} is {@code true}.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Tag("vm")
@ExtendWith(BootedExtension.class)
public @interface Booted {
    /** What the machine is when the test begins. */
    Flavour value();
}
