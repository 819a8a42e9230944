package io.nodeward.hostprobes.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.hostprobes.netlink.Answers.Told;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the kernel, or what stands in its place, answers: a list or a reason, in bounded time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NetlinkTest {

    private static final String NONSENSE = "is told in no way that is understood";

    private static List<Netlink.Message> dump(Answers answers) throws NetlinkException {
        return new Netlink(answers).dump(77, new byte[4]);
    }

    private static void refused(Answers answers, String reason) {
        assertThatThrownBy(() -> dump(answers))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void messagesOfSeveralDatagrams() throws NetlinkException {
        Answers answers = new Answers(sequence -> List.of(
                Told.of(Told.message(5, 0, sequence, 1, 2, 3), Told.message(6, 2, sequence)),
                Told.of(Told.message(5, 2, sequence, 9), Told.done(sequence))));
        assertThat(dump(answers)).extracting(Netlink.Message::type).containsExactly(5, 6, 5);
        assertThat(dump(answers).getFirst().body()).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsOfAnotherQuestionIsLeftOut() throws NetlinkException {
        Answers answers = new Answers(sequence -> List.of(
                Told.of(Told.message(5, 0, sequence - 1, 1), Told.done(sequence - 1)),
                Told.of(Told.message(6, 0, sequence, 2), Told.done(sequence))));
        assertThat(dump(answers)).extracting(Netlink.Message::type).containsExactly(6);
    }

    @Test
    void refusals() {
        refused(
                new Answers(sequence -> List.of(Told.of(Told.error(sequence, -1)))),
                "is told to root only (CAP_NET_ADMIN)");
        refused(new Answers(sequence -> List.of(Told.of(Told.error(sequence, -93)))), "errno 93");
        refused(new Answers(sequence -> List.of(Told.of(Told.error(sequence, 0)))), NONSENSE);
        refused(
                new Answers(sequence -> List.of(Told.of(Told.message(3, 2, sequence, 0xFE, 0xFF, 0xFF, 0xFF)))),
                "errno 2");
        assertThatThrownBy(() -> dump(new Answers(sequence -> List.of(Told.of(Told.error(sequence, -2))))))
                .satisfies(e -> assertThat(((NetlinkException) e).absent()).isTrue());
    }

    @Test
    void lengthsThatCannotBe() {
        for (int length : new int[] {0, 1, 15, 21, 4096, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            refused(
                    new Answers(sequence -> {
                        byte[] message = Told.message(5, 0, sequence, 1, 2, 3, 4);
                        Told.number(message, 0, length);
                        return List.of(message);
                    }),
                    NONSENSE);
        }
        refused(new Answers(_ -> List.of(new byte[7])), NONSENSE);
    }

    @Test
    void aDatagramThatIsLargerThanItsPlace() {
        refused(new Answers(_ -> List.of(new byte[100_000])), "is more than is read");
    }

    @Test
    void anEndlessAnswer() {
        byte[] filler = new byte[60_000];
        refused(new Answers(sequence -> Answers.endless(Told.message(5, 2, sequence, filler))), "is more than is read");
        // empty datagrams never end either
        refused(new Answers(_ -> Answers.endless(new byte[0])), "is more than is read");
    }

    @Test
    void whatChangesMeanwhileIsAskedForAgain() throws NetlinkException {
        int[] asked = {0};
        Answers answers = new Answers(sequence -> {
            asked[0]++;
            int flags = asked[0] < 3 ? 0x12 : 2;
            return List.of(Told.of(Told.message(5, flags, sequence, asked[0]), Told.done(sequence)));
        });
        assertThat(dump(answers)).hasSize(1);
        assertThat(asked[0]).isEqualTo(3);
        refused(
                new Answers(sequence -> List.of(Told.of(Told.message(5, 0x10, sequence), Told.done(sequence)))),
                "changes faster than it can be read");
    }

    @Test
    void attributesThatDoNotFit() {
        byte[] whole = {8, 0, 1, 0, 1, 2, 3, 4};
        for (int cut = 1; cut < whole.length; cut++) {
            Attributes attributes = new Attributes(whole, 0, cut);
            assertThat(attributes.next()).isFalse();
            assertThat(attributes.broken()).isTrue();
        }
        Attributes good = new Attributes(whole, 0, whole.length);
        assertThat(good.next()).isTrue();
        assertThat(good.number()).isEqualTo(0x01020304);
        assertThat(good.next()).isFalse();
        assertThat(good.broken()).isFalse();
        Attributes none = new Attributes(new byte[] {3, 0, 1, 0}, 0, 4);
        assertThat(none.next()).isFalse();
        assertThat(none.broken()).isTrue();
    }
}
