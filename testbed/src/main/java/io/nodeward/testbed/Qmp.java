package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A conversation with QEMU over its monitor socket: one line of JSON for each question and each answer. */
final class Qmp implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    /** Throws while QEMU does not listen yet. */
    Qmp(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            answers = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
            ask("{\"execute\": \"qmp_capabilities\"}");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The line that answers; {@link TestbedException} if QEMU refuses. */
    String ask(String question) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((question + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        // between them it greets and tells of events
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith("{\"error\"")) {
                throw new TestbedException("QEMU refused " + question + ": " + line);
            }
            if (line.startsWith("{\"return\"")) {
                return line;
            }
        }
        throw new IOException("QEMU ended instead of answering " + question);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
