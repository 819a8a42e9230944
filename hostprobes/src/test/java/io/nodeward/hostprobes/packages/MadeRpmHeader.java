package io.nodeward.hostprobes.packages;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A package's header as rpm keeps it in its database (rpm: lib/header.cc), with the tags of its files. */
final class MadeRpmHeader {

    private static final int INT16 = 3;
    private static final int INT32 = 4;
    private static final int STRING = 6;
    private static final int STRINGS = 8;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<int[]> index = new ArrayList<>();

    /** @param files each a path, a checksum in SHA-256, a size and a time */
    static byte[] of(String name, int installed, List<String[]> files) {
        MadeRpmHeader header = new MadeRpmHeader();
        header.texts(1000, STRING, List.of(name));
        header.texts(1001, STRING, List.of("1.34.1"));
        header.numbers(1008, List.of(installed));
        List<Integer> sizes = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> directories = new ArrayList<>();
        for (String[] file : files) {
            int slash = file[0].lastIndexOf('/') + 1;
            String directory = file[0].substring(0, slash);
            if (!directories.contains(directory)) {
                directories.add(directory);
            }
            indexes.add(directories.indexOf(directory));
            names.add(file[0].substring(slash));
            digests.add(file[1]);
            sizes.add(Integer.parseInt(file[2]));
            times.add(Integer.parseInt(file[3]));
        }
        header.numbers(1028, sizes);
        header.add(1030, INT16, files.size(), 2);
        for (int i = 0; i < files.size(); i++) {
            header.data.writeBytes(new byte[] {(byte) 0x81, (byte) 0xed});
        }
        header.numbers(1034, times);
        header.texts(1035, STRINGS, digests);
        header.numbers(1116, indexes);
        header.texts(1117, STRINGS, names);
        header.texts(1118, STRINGS, directories);
        header.numbers(5011, List.of(8));
        return header.bytes();
    }

    private void add(int tag, int type, int count, int align) {
        while (data.size() % align != 0) {
            data.write(0);
        }
        index.add(new int[] {tag, type, data.size(), count});
    }

    private void numbers(int tag, List<Integer> numbers) {
        add(tag, INT32, numbers.size(), 4);
        for (int number : numbers) {
            data.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
        }
    }

    private void texts(int tag, int type, List<String> texts) {
        add(tag, type, texts.size(), 1);
        for (String text : texts) {
            data.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
        }
    }

    private byte[] bytes() {
        ByteBuffer all = ByteBuffer.allocate(8 + 16 * index.size() + data.size());
        all.putInt(index.size()).putInt(data.size());
        for (int[] entry : index) {
            for (int number : entry) {
                all.putInt(number);
            }
        }
        return all.put(data.toByteArray()).array();
    }
}
