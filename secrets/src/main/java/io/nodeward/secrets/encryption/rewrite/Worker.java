package io.nodeward.secrets.encryption.rewrite;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.nodeward.secrets.encryption.rewrite.Ledger.Entry;
import io.nodeward.secrets.encryption.rewrite.Ledger.Outcome;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Patches one object after the other, each until it is settled or refused. For one thread. */
final class Worker {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** From then on whoever writes it all the time need not be outrun: the server itself tries again. */
    private static final int VERSIONED = 10;

    private static final int CONFLICTS = 50;
    /** Failures of the server with one object while it answers others. */
    private static final int FAILURES = 4;

    private static final int REFUSALS_IN_A_ROW = 100;
    private static final Duration WEBHOOK_AGAIN = Duration.ofMillis(300);

    private static final Duration LIVELY = Duration.ofSeconds(2);

    private final KubeApi api;
    private final ApiResource resource;
    private final Ledger ledger;
    private final Pace pace;
    private final Limits limits;

    Worker(KubeApi api, ApiResource resource, Ledger ledger, Pace pace, Limits limits) {
        this.api = api;
        this.resource = resource;
        this.ledger = ledger;
        this.pace = pace;
        this.limits = limits;
    }

    /** @throws KubeException if no other object can be expected to fare better */
    void settle(Entry entry) throws KubeException, InterruptedException {
        StoredObject object = entry.object();
        int conflicts = 0;
        int failures = 0;
        while (true) {
            try {
                if (conflicts > 0) {
                    object = send(read(object.key()), null);
                }
                boolean versioned = conflicts < VERSIONED;
                ledger.settle(entry, outcome(object, send(patch(object, versioned), object), versioned));
                return;
            } catch (KubeException e) {
                switch (e.kind()) {
                    case NOT_FOUND -> {
                        ledger.settle(entry, Outcome.GONE);
                        return;
                    }
                    case CONFLICT -> {
                        ledger.conflict();
                        if (++conflicts > CONFLICTS) {
                            refuse(entry, e);
                            return;
                        }
                    }
                    case REJECTED, INVALID -> {
                        refuse(entry, e);
                        return;
                    }
                    case THROTTLED, UNREACHABLE, SERVER_ERROR -> {
                        ledger.retry();
                        if (pace.failing().compareTo(limits.patience()) > 0) {
                            throw e;
                        }
                        if (isAboutTheObject(e) && ++failures >= FAILURES) {
                            refuse(entry, e);
                            return;
                        }
                        if (e.admission().isPresent()) {
                            TimeUnit.MILLISECONDS.sleep(WEBHOOK_AGAIN.toMillis());
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    private StoredObject send(KubeRequest request, @Nullable StoredObject before)
            throws KubeException, InterruptedException {
        long started = pace.acquire();
        boolean told = false;
        try {
            StoredObject answer = api.send(request, Metadata::object);
            pace.answered(started, before != null && !answer.resourceVersion().equals(before.resourceVersion()));
            told = true;
            return answer;
        } catch (KubeException e) {
            told = true;
            if (e.isTransient() && e.admission().isEmpty()) {
                pace.setback(started, e.retryAfter());
            } else {
                pace.answered(started, false);
            }
            throw e;
        } finally {
            if (!told) {
                pace.abandoned();
            }
        }
    }

    private KubeRequest read(ObjectKey key) {
        return KubeRequest.get(resource.path(key)).accepting(Metadata.OBJECT).within(TIMEOUT);
    }

    private KubeRequest patch(StoredObject object, boolean versioned) {
        String body = "{\"metadata\":{\"uid\":\"" + escaped(object.uid())
                + (versioned ? "\",\"resourceVersion\":\"" + escaped(object.resourceVersion()) : "") + "\"}}";
        return KubeRequest.mergePatch(
                        resource.path(object.key()) + "?fieldManager=" + Metadata.FIELD_MANAGER
                                + "&fieldValidation=Ignore",
                        body)
                .accepting(Metadata.OBJECT)
                .within(TIMEOUT);
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /** That somebody else wrote in between is excluded by the version, unless the patch went without. */
    private static Outcome outcome(StoredObject before, StoredObject after, boolean versioned) {
        if (after.resourceVersion().equals(before.resourceVersion())) {
            return Outcome.UNCHANGED;
        }
        return versioned && after.digest() != before.digest() ? Outcome.ALTERED : Outcome.REWRITTEN;
    }

    /** A webhook that cannot be asked, or an object that cannot be decrypted, while the server answers for others. */
    private boolean isAboutTheObject(KubeException e) {
        return e.kind() == Kind.SERVER_ERROR
                && (e.admission().isPresent()
                        || (e.status() == 500 && pace.silence().compareTo(LIVELY) < 0));
    }

    /** @throws KubeException if nothing else comes any more: the reason is then hardly the object's own */
    private void refuse(Entry entry, KubeException e) throws KubeException {
        ObjectKey key = entry.object().key();
        int inARow = ledger.refuse(entry, new Refusal(key, e.admission().orElse(null), String.valueOf(e.getMessage())));
        if (inARow >= REFUSALS_IN_A_ROW) {
            throw e;
        }
    }
}
