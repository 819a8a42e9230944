package io.nodeward.hostprobes.cloud;

/**
 * A request to a metadata service. Of its answer only the status is looked at, except for a session token, without which
 * the next ones could not be put.
 *
 * @param tells what a status of 200 says
 * @param header a header that it needs, {@code Name: value}; empty for none
 * @param token the header that carries the session token; empty where the service has none
 */
record Question(Tells tells, String method, int port, String path, String header, String token) {

    /** What an answer of 200 says. */
    enum Tells {
        /** Metadata is given to a request that anybody can make another program send: no header, only GET. */
        UNPROTECTED,
        /** A session begins; the body is its token. */
        SESSION,
        /** Metadata is given to a request with the header or the token. */
        METADATA,
        /** The host has a role whose credentials it would give. Answers hold names, never credentials. */
        CREDENTIALS,
        /** What the host was told when it was made, often with secrets. */
        USER_DATA,
        /** What lets a new node join the cluster. */
        BOOTSTRAP
    }

    static Question plain(Tells tells, String path) {
        return new Question(tells, "GET", 80, path, "", "");
    }

    static Question with(Tells tells, String path, String header) {
        return new Question(tells, "GET", 80, path, header, "");
    }

    static Question session(String path, String header) {
        return new Question(Tells.SESSION, "PUT", 80, path, header, "");
    }

    static Question in(Tells tells, String path, String token) {
        return new Question(tells, "GET", 80, path, "", token);
    }

    Question at(int other) {
        return new Question(tells, method, other, path, header, token);
    }

    /** For a person: {@code GET /latest/meta-data/}. */
    String shown() {
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query))
                + (port == 80 ? "" : " (port " + port + ")");
    }
}
