package io.nodeward.hostprobes.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * One request by HTTP/1.0 (RFC 9110, RFC 1945) in the calling thread, whose network namespace its socket is in; a client
 * with threads of its own would ask from another one. No proxy, no name is resolved, no redirection followed. What comes
 * behind the status line is left unread: there may be credentials.
 *
 * @param code three digits; 0 when there was no answer
 * @param body what was asked for; else empty
 * @param failure why there was no answer, as the end of a sentence; empty when there was
 * @param connected whether the other side took the connection
 */
record HttpStatus(int code, String body, String failure, boolean connected) {

    private static final int LONGEST_LINE = 256;
    private static final int LONGEST = 16 << 10;
    private static final int LONGEST_BODY = 2 << 10;

    /**
     * Asks.
     *
     * @param address numbers with dots
     * @param header {@code Name: value}, or empty
     * @param read whether the body is wanted
     * @param millis to wait for the connection, and then for each piece of the answer
     */
    static HttpStatus ask(
            String address, int port, String method, String path, String header, boolean read, int millis) {
        boolean connected = false;
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), millis);
            connected = true;
            socket.setSoTimeout(millis);
            String request = method + " " + path + " HTTP/1.0\r\nHost: " + address
                    + "\r\nUser-Agent: nodeward\r\nAccept: */*\r\n" + (header.isEmpty() ? "" : header + "\r\n")
                    + (method.equals("PUT") ? "Content-Length: 0\r\n" : "") + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            int code = code(in);
            if (code == 0) {
                return new HttpStatus(0, "", "does not speak HTTP", true);
            }
            return new HttpStatus(code, read && code == 200 ? body(in) : "", "", true);
        } catch (SocketTimeoutException e) {
            return new HttpStatus(0, "", "does not answer within " + millis + " ms", connected);
        } catch (IOException e) {
            String why = e.getMessage();
            return new HttpStatus(0, "", why == null ? "cannot be reached" : why, connected);
        }
    }

    /** Byte by byte, so that nothing behind it is fetched. */
    private static int code(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n' && line.length() < LONGEST_LINE) {
            line.append((char) next);
            next = in.read();
        }
        if (!line.toString().startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
            return 0;
        }
        int code = 0;
        for (int i = 9; i < 12; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            code = code * 10 + digit;
        }
        return code;
    }

    /** What follows the empty line behind the headers, up to some bound. */
    private static String body(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int start = -1;
        for (int i = 0; i < LONGEST; i++) {
            int next = in.read();
            if (next < 0 || (start >= 0 && text.length() - start > LONGEST_BODY)) {
                break;
            }
            text.append((char) next);
            int length = text.length();
            if (start < 0
                    && (text.indexOf("\r\n\r\n", Math.max(0, length - 4)) >= 0
                            || text.indexOf("\n\n", Math.max(0, length - 2)) >= 0)) {
                start = length;
            }
        }
        return start < 0 ? "" : text.substring(start).strip();
    }
}
