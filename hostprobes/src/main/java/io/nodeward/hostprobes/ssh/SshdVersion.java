package io.nodeward.hostprobes.ssh;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.nio.charset.StandardCharsets;

/**
 * Which OpenSSH a server is: the text that it greets with stands in its program.
 *
 * @param text {@code 9.2p1}; empty when it is not known
 * @param number major and minor as one number, 902 for 9.2; 0 when it is not known
 */
record SshdVersion(String text, int number, String source) {

    private static final int LIMIT = 16 << 20;
    private static final String MARK = "OpenSSH_";

    static SshdVersion of(HostRoot root, String program) {
        Read<byte[]> read = root.bytes(program, LIMIT);
        if (!(read instanceof Read.Found<byte[]>(byte[] bytes))) {
            return new SshdVersion("", 0, program);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(MARK);
        while (at >= 0) {
            SshdVersion version = parse(text, at + MARK.length(), program);
            if (version.number() > 0) {
                return version;
            }
            at = text.indexOf(MARK, at + 1);
        }
        return new SshdVersion("", 0, program);
    }

    private static SshdVersion parse(String text, int from, String source) {
        int at = from;
        while (at < text.length() && at < from + 16 && "0123456789.p".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String version = text.substring(from, at);
        int dot = version.indexOf('.');
        int end = dot + 1;
        while (dot > 0 && end < version.length() && Character.isDigit(version.charAt(end))) {
            end++;
        }
        long major = dot > 0 ? Lines.number(version.substring(0, dot)) : -1;
        long minor = dot > 0 ? Lines.number(version.substring(dot + 1, end)) : -1;
        return major < 0 || minor < 0
                ? new SshdVersion("", 0, source)
                : new SshdVersion(version, (int) (major * 100 + minor), source);
    }

    Node fact() {
        return number == 0 ? new Unknown("names no version of OpenSSH", source) : new Known(text, source);
    }
}
