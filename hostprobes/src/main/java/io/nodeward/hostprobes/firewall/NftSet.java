package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set or map of nftables, its ranges with both their ends. */
final class NftSet {

    private static final int INTERVAL = 4;
    private static final int CONCATENATED = 0x80;
    private static final int END = 1;
    private static final int CATCH_ALL = 2;
    private static final int MOST = 50_000;

    private final boolean ranges;
    private final int length;
    private List<Element> elements = new ArrayList<>();

    /** @param length of keys in bytes */
    NftSet(int flags, int length) {
        this.ranges = (flags & INTERVAL) != 0 && (flags & CONCATENATED) == 0;
        this.length = length;
    }

    /** One element: a range of keys from the first to the last, and what a map says becomes of packets. */
    static final class Element {
        private final byte @Nullable [] from;
        private final byte[] to;
        private final boolean end;
        private final @Nullable NftVerdict verdict;

        /** @param from null for the one that takes what no other has */
        private Element(byte @Nullable [] from, byte[] to, boolean end, @Nullable NftVerdict verdict) {
            this.from = from;
            this.to = to;
            this.end = end;
            this.verdict = verdict;
        }

        byte @Nullable [] from() {
            return from;
        }

        byte[] to() {
            return to;
        }

        @Nullable NftVerdict verdict() {
            return verdict;
        }
    }

    int length() {
        return length;
    }

    List<Element> elements() {
        return elements;
    }

    /** Takes the elements of one message. */
    void add(Attributes message) throws NetlinkException {
        while (message.next()) {
            if (message.type() != 3) {
                continue;
            }
            Attributes list = message.nested();
            while (list.next()) {
                if (elements.size() == MOST) {
                    throw new NetlinkException("has more elements than are read");
                }
                elements.add(element(list.nested()));
            }
            NftKernel.whole(list);
        }
        NftKernel.whole(message);
    }

    private Element element(Attributes attributes) throws NetlinkException {
        byte[] from = null;
        byte[] to = null;
        int flags = 0;
        NftVerdict verdict = null;
        while (attributes.next()) {
            switch (attributes.type()) {
                case 1 -> from = data(attributes.nested());
                case 2 -> verdict = NftVerdict.in(attributes.nested());
                case 3 -> flags = attributes.number();
                case 10 -> to = data(attributes.nested());
                default -> {}
            }
        }
        NftKernel.whole(attributes);
        if ((flags & CATCH_ALL) != 0) {
            return new Element(null, new byte[0], false, verdict);
        }
        if (from == null || from.length < length || to != null && to.length < length) {
            throw new NetlinkException("has an element that is not understood");
        }
        return new Element(from, to == null ? from : to, (flags & END) != 0, verdict);
    }

    static byte[] data(Attributes nested) {
        return nested.next() && nested.type() == 1 ? nested.copy() : new byte[0];
    }

    /** Makes ranges of beginnings and ends, an end being the first key that does not belong to one. */
    void complete() {
        if (!ranges) {
            return;
        }
        List<Element> ordered = new ArrayList<>();
        List<Element> all = new ArrayList<>();
        for (Element element : elements) {
            (element.from() == null ? all : ordered).add(element);
        }
        ordered.sort(NftSet::order);
        for (int i = 0; i < ordered.size(); i++) {
            Element element = ordered.get(i);
            byte[] from = element.from();
            if (element.end || from == null) {
                continue;
            }
            byte[] next = i + 1 < ordered.size() ? ordered.get(i + 1).from() : null;
            byte[] to = new byte[from.length];
            if (next == null) {
                Arrays.fill(to, (byte) -1);
            } else {
                before(next, to);
            }
            all.add(new Element(from, to, false, element.verdict()));
        }
        elements = all;
    }

    private static int order(Element one, Element other) {
        byte[] a = one.from();
        byte[] b = other.from();
        if (a == null || b == null) {
            return 0;
        }
        int difference = Value.order(a, 0, b, 0, Math.min(a.length, b.length));
        return difference == 0 ? Boolean.compare(other.end, one.end) : difference;
    }

    private static void before(byte[] key, byte[] result) {
        int borrow = 1;
        for (int i = Math.min(key.length, result.length) - 1; i >= 0; i--) {
            int digit = (key[i] & 0xFF) - borrow;
            borrow = digit < 0 ? 1 : 0;
            result[i] = (byte) digit;
        }
    }
}
