package io.nodeward.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test with real servers. It gets {@link Testbed}, {@link NodeTree} (of a control plane), {@link Etcd}, {@link ApiServer}
 * and {@link Vault} as parameters:
 *
 * <pre>{@code
 * @Live
 * class SecretsTest {
 *     @Test
 *     void areStored(Etcd etcd, ApiServer server) { … }
 *
 *     @Test
 *     void anonymousRequestsAreRefused(Testbed bed) {
 *         ApiServer server = bed.apiServer(bed.controlPlane(), bed.etcd()).flag("anonymous-auth", "false").start();
 *     }
 * }
 * }</pre>
 *
 * Each test has its own, stopped after it; what {@code @BeforeAll} asks for is shared by the class. Logs and trees are
 * below {@code target/testbed/CLASS/TEST}. Where the tools cannot be had the test is skipped and says why, or fails if
 * {@code NODEWARD_TESTBED_REQUIRED} is {@code true}.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Tag("live")
@ExtendWith(TestbedExtension.class)
public @interface Live {}
