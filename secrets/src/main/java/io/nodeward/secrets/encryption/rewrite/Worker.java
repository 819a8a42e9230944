package io.nodeward.secrets.encryption.rewrite;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.nodeward.secrets.encryption.rewrite.Ledger.Entry;
import io.nodeward.secrets.encryption.rewrite.Ledger.Outcome;
import io.nodeward.secrets.encryption.rewrite.Metadata.Answered;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import java.time.Duration;
import java.time.Instant;

/** Patches one object after the other, each until it is settled or refused. For one thread. */
final class Worker {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** From then on whoever writes it all the time need not be outrun: the server itself tries again. */
    private static final int VERSIONED = 10;

    private static final int CONFLICTS = 50;
    /** Failures of the server with one object while it answers others. */
    private static final int FAILURES = 6;

    private static final Duration LIVELY = Duration.ofSeconds(2);
    /** How far clocks may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final KubeApi api;
    private final ApiResource resource;
    private final Ledger ledger;
    private final Pace pace;
    private final Limits limits;
    private final Instant since = Instant.now().minus(SKEW);

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
                    object = send(read(object.key())).object();
                }
                Answered answer = send(patch(object, conflicts < VERSIONED));
                ledger.settle(entry, outcome(object, answer));
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
                            ledger.refuse(entry, refusal(object, e));
                            return;
                        }
                    }
                    case REJECTED, INVALID -> {
                        ledger.refuse(entry, refusal(object, e));
                        return;
                    }
                    case THROTTLED, UNREACHABLE, SERVER_ERROR -> {
                        ledger.retry();
                        if (pace.silence().compareTo(limits.patience()) > 0) {
                            throw e;
                        }
                        if (isAboutTheObject(e) && ++failures >= FAILURES) {
                            ledger.refuse(entry, refusal(object, e));
                            return;
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    private Answered send(KubeRequest request) throws KubeException, InterruptedException {
        long started = pace.acquire();
        boolean told = false;
        try {
            Answered answer = api.send(request, Metadata::object);
            pace.answered(started);
            told = true;
            return answer;
        } catch (KubeException e) {
            told = true;
            if (e.isTransient()) {
                pace.setback(started, e.retryAfter());
            } else {
                pace.answered(started);
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

    private Outcome outcome(StoredObject before, Answered answer) {
        if (answer.object().resourceVersion().equals(before.resourceVersion())) {
            return Outcome.UNCHANGED;
        }
        Instant altered = answer.alteredAt();
        return altered != null && altered.isAfter(since) ? Outcome.ALTERED : Outcome.REWRITTEN;
    }

    /** A webhook that cannot be asked, or an object that cannot be decrypted, while the server answers for others. */
    private boolean isAboutTheObject(KubeException e) {
        return e.kind() == Kind.SERVER_ERROR
                && (e.admission().isPresent()
                        || (e.status() == 500 && pace.silence().compareTo(LIVELY) < 0));
    }

    private static Refusal refusal(StoredObject object, KubeException e) {
        return new Refusal(object.key(), e.admission().orElse(null), String.valueOf(e.getMessage()));
    }
}
