package io.nodeward.secrets.kube;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBodyTest {

    @Test
    void endsWhereTheAnswerEnds() throws Exception {
        InputStream in = in("helloHTTP/1.1");
        HttpBody body = HttpBody.ofLength(in, 5);
        assertThat(new String(body.readAllBytes(), ISO_8859_1)).isEqualTo("hello");
        assertThat(body.skipRest()).isTrue();
        assertThat(in.available()).isEqualTo(8);
    }

    @Test
    void chunksAreJoined() throws Exception {
        InputStream in = in("3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nHTTP/1.1");
        HttpBody body = HttpBody.chunked(in);
        assertThat(new String(body.readAllBytes(), ISO_8859_1)).isEqualTo("abc0123456789");
        assertThat(body.skipRest()).isTrue();
        assertThat(in.available()).isEqualTo(8);
    }

    @Test
    void aBodyThatNobodyReadIsSkipped() throws Exception {
        InputStream in = in("3\r\nabc\r\n0\r\n\r\nnext");
        assertThat(HttpBody.chunked(in).skipRest()).isTrue();
        assertThat(in.available()).isEqualTo(4);
        assertThat(HttpBody.rest(in("x")).skipRest()).isFalse();
        assertThat(HttpBody.ofLength(in("x".repeat(1 << 20)), 1 << 20).skipRest())
                .isFalse();
    }

    @Test
    void anAnswerThatBreaksOffIsNoAnswer() {
        assertThatThrownBy(() -> HttpBody.ofLength(in("hel"), 5).readAllBytes()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> HttpBody.chunked(in("3\r\nab")).readAllBytes()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> HttpBody.chunked(in("3\r\nabc\r\n")).readAllBytes())
                .isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "-1\r\n", "ffffffffffffffff\r\n", "\r\n", "1\r\naXX\r\n"})
    void chunksThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> HttpBody.chunked(in(text)).readAllBytes())
                .isInstanceOf(MalformedAnswerException.class);
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
    }
}
