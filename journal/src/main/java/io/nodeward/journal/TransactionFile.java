package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodeward.journal.files.HostFileException;

/**
 * Reads a transaction's file. Its last line may be torn by a power cut: without its end, or with zero bytes in it where the
 * file system knew the new length but not the new content. Such a record was never acted upon. Anything else that is not as
 * nodeward writes it is damage.
 *
 * @param history what it says
 * @param whole how many bytes of it are whole lines
 */
record TransactionFile(History history, int whole) {

    private static final int LARGEST = 256 << 20;

    static TransactionFile read(StateDirectory state, String file) throws JournalException, HostFileException {
        return parse(state.files().read(file, LARGEST), state.show(file));
    }

    static TransactionFile parse(byte[] bytes, String name) throws JournalException {
        History history = null;
        int begin = 0;
        int line = 0;
        while (begin < bytes.length) {
            line++;
            int end = begin;
            boolean zero = false;
            while (end < bytes.length && bytes[end] != '\n') {
                zero |= bytes[end] == 0;
                end++;
            }
            boolean unended = end == bytes.length;
            if (history != null && (unended || zero && end == bytes.length - 1)) {
                break;
            }
            try {
                if (unended) {
                    // the first line is never torn: the file appeared with it
                    throw new JsonLines.Damage("has no end");
                }
                String text = new String(bytes, begin, end - begin, UTF_8);
                if (history == null) {
                    history = new History(JsonLines.header(text));
                } else {
                    history.add(record(text, line - 1));
                }
            } catch (JsonLines.Damage e) {
                throw damaged(name, line, String.valueOf(e.getMessage()));
            }
            begin = end + 1;
        }
        if (history == null) {
            throw damaged(name, 1, "is missing");
        }
        return new TransactionFile(history, begin);
    }

    private static JournalRecord record(String text, int number) throws JsonLines.Damage {
        JournalRecord record = JsonLines.record(text);
        if (record.number() != number) {
            throw new JsonLines.Damage("is record " + record.number() + " where " + number + " belongs");
        }
        return record;
    }

    private static JournalException damaged(String name, int line, String problem) {
        return new JournalException(
                name + ":" + line + " " + problem,
                "the file was changed or its disk is bad; what it did before that line can be read there, originals of files are"
                        + " below originals beside it");
    }
}
