package io.nodeward.hostprobes.toml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads TOML 1.0, strictly: what a runtime would refuse is an error here too, and a doubtful text is never guessed at.
 *
 * <p>A reader of our own, since every value needs its line and an audit has some hundred milliseconds in all. Of the
 * libraries, tomlj knows lines but takes 40 milliseconds and 700 kB by its parser generator, with an AOT cache; jtoml,
 * Night Config and Jackson's forget where a value stood, and the last one needs all of its data binding.
 *
 * <p>Hostile texts cost a bounded time and depth; whoever reads the file bounds its size.
 */
public final class Toml {

    private Toml() {}

    /**
     * Returns the document.
     *
     * @throws TomlSyntaxException if this is not TOML, or not UTF-8
     */
    public static TomlTable read(byte[] bytes) throws TomlSyntaxException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TomlSyntaxException("it is not UTF-8", 0);
        }
        return read(text);
    }

    /**
     * As {@link #read(byte[])}, given the text.
     *
     * @throws TomlSyntaxException if this is not TOML
     */
    public static TomlTable read(String text) throws TomlSyntaxException {
        Cursor cursor = new Cursor(text);
        Values values = new Values(cursor);
        Draft document = new Draft(1);
        Draft current = document;
        // tells the keys below one header from those below another
        int section = 1;
        while (cursor.nextLine()) {
            if (cursor.peek() == '[') {
                section++;
                current = header(cursor, document);
            } else {
                int line = cursor.line();
                var key = Keys.dotted(cursor);
                cursor.expect('=');
                cursor.blanks();
                current.put(key, values.value(0), section, line);
            }
            cursor.endOfLine();
        }
        return document.table();
    }

    private static Draft header(Cursor cursor, Draft document) throws TomlSyntaxException {
        int line = cursor.line();
        cursor.expect('[');
        boolean array = cursor.peek() == '[';
        if (array) {
            cursor.expect('[');
        }
        cursor.blanks();
        var key = Keys.dotted(cursor);
        cursor.expect(']');
        if (array) {
            cursor.expect(']');
        }
        return array ? document.append(key, line) : document.open(key, line);
    }
}
