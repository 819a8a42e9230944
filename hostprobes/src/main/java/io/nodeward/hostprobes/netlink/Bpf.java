package io.nodeward.hostprobes.netlink;

import io.nodeward.hostprobes.netlink.NativeSocket.Library;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions to bpf(2) about programs in the kernel, by the structures of linux/bpf.h. What is attached is told with
 * CAP_NET_ADMIN, in the caller's network namespace; names need CAP_SYS_ADMIN.
 */
public final class Bpf {

    private static final long NUMBER = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
    private static final int DESCRIPTOR_BY_ID = 13;
    private static final int INFORMATION = 15;
    private static final int QUERY = 16;
    private static final int TCX_INGRESS = 46;
    /** How many the kernel lets be at one place. */
    private static final int MOST = 64;

    private static final int NAME_AT = 64;
    private static final int NAME = 16;

    private static final int NO_PERMISSION = 1;
    private static final int NO_ACCESS = 13;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(Library.STATE);
    private final MemorySegment question = arena.allocate(64, 8);
    private final MemorySegment answer = arena.allocate(4 * MOST, 8);

    /** Numbers of the programs that TCX gives packets to as they come in by a device; none where the kernel has no TCX. */
    public List<Integer> tcxIngress(int device) throws NetlinkException {
        question.fill((byte) 0);
        question.set(ValueLayout.JAVA_INT, 0, device);
        question.set(ValueLayout.JAVA_INT, 4, TCX_INGRESS);
        question.set(ValueLayout.JAVA_LONG, 16, answer.address());
        question.set(ValueLayout.JAVA_INT, 24, MOST);
        List<Integer> programs = new ArrayList<>();
        if (ask(QUERY) < 0) {
            int number = (int) Library.NUMBER.get(state, 0L);
            if (number == NO_PERMISSION || number == NO_ACCESS) {
                throw new NetlinkException(number);
            }
            return programs;
        }
        int count = Math.min(MOST, question.get(ValueLayout.JAVA_INT, 24));
        for (int i = 0; i < count; i++) {
            programs.add(answer.get(ValueLayout.JAVA_INT, 4L * i));
        }
        return programs;
    }

    /** The first 15 letters of a program's name; empty where it has none or it is not told. */
    public String name(int program) {
        question.fill((byte) 0);
        question.set(ValueLayout.JAVA_INT, 0, program);
        int descriptor = (int) ask(DESCRIPTOR_BY_ID);
        if (descriptor < 0) {
            return "";
        }
        answer.fill((byte) 0);
        question.fill((byte) 0);
        question.set(ValueLayout.JAVA_INT, 0, descriptor);
        question.set(ValueLayout.JAVA_INT, 4, NAME_AT + NAME);
        question.set(ValueLayout.JAVA_LONG, 8, answer.address());
        long result = ask(INFORMATION);
        Library.call(Library.CLOSE, state, descriptor, 0, 0, 0, 0);
        byte[] bytes = answer.asSlice(NAME_AT, NAME).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < NAME && bytes[length] != 0) {
            length++;
        }
        return result < 0 ? "" : new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private long ask(int command) {
        return Library.call(
                Library.SystemCall.CALL, state, NUMBER, command, question.address(), question.byteSize(), 0);
    }
}
