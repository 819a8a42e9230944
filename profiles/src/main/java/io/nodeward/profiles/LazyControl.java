package io.nodeward.profiles;

import io.nodeward.profiles.pack.PackReader;
import org.jspecify.annotations.Nullable;

/** A control that is read when somebody asks for it: an audit by one baseline needs a few of all. Safe for any thread. */
final class LazyControl {

    private @Nullable PackReader packed;
    private @Nullable Control control;

    LazyControl(PackReader packed) {
        this.packed = packed;
    }

    LazyControl(Control control) {
        this.control = control;
    }

    synchronized Control get() {
        Control known = control;
        PackReader unread = packed;
        if (known == null && unread != null) {
            known = CatalogueCodec.control(unread);
            control = known;
            packed = null;
        }
        if (known == null) {
            throw new IllegalStateException("neither a control nor its text");
        }
        return known;
    }
}
