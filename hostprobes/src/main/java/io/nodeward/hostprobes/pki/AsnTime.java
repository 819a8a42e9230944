package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.facts.Calendar;
import java.time.Instant;

/** The two notations of time in certificates. */
final class AsnTime {

    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;

    private AsnTime() {}

    /** Reads the next element. */
    static Instant read(Der from) throws MalformedException {
        int tag = from.tag();
        Der text = from.enter();
        if (tag != UTC_TIME && tag != GENERALIZED_TIME) {
            throw wrong();
        }
        int yearDigits = tag == UTC_TIME ? 2 : 4;
        int at = yearDigits;
        int year = digits(text, 0, yearDigits);
        if (tag == UTC_TIME) {
            // RFC 5280: two digits mean 1950 to 2049
            year += year < 50 ? 2000 : 1900;
        }
        int[] parts = new int[5];
        for (int i = 0; i < 4; i++, at += 2) {
            parts[i] = digits(text, at, 2);
        }
        if (at < text.length() && text.octet(at) >= '0' && text.octet(at) <= '9') {
            parts[4] = digits(text, at, 2);
            at += 2;
        }
        int offset = offset(text, at);
        if (!Calendar.valid(year, parts[0], parts[1]) || parts[2] > 23 || parts[3] > 59 || parts[4] > 59) {
            throw wrong();
        }
        long seconds = Calendar.day(year, parts[0], parts[1]) * Calendar.SECONDS
                + 60L * (60 * parts[2] + parts[3])
                + parts[4]
                - offset;
        return Instant.ofEpochSecond(seconds);
    }

    /** Seconds east of UTC. */
    private static int offset(Der text, int at) throws MalformedException {
        if (at + 1 == text.length() && text.octet(at) == 'Z') {
            return 0;
        }
        if (at + 5 != text.length() || (text.octet(at) != '+' && text.octet(at) != '-')) {
            throw wrong();
        }
        int hours = digits(text, at + 1, 2);
        int minutes = digits(text, at + 3, 2);
        if (hours > 23 || minutes > 59) {
            throw wrong();
        }
        int seconds = 60 * (60 * hours + minutes);
        return text.octet(at) == '+' ? seconds : -seconds;
    }

    private static int digits(Der text, int at, int count) throws MalformedException {
        if (at + count > text.length()) {
            throw wrong();
        }
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = text.octet(i) - '0';
            if (digit < 0 || digit > 9) {
                throw wrong();
            }
            value = 10 * value + digit;
        }
        return value;
    }

    private static MalformedException wrong() {
        return new MalformedException("has a date that cannot be read");
    }
}
