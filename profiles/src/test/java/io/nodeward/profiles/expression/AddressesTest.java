package io.nodeward.profiles.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10:80",
                "::1",
                "[::1]",
                "[::1]:2379",
                "[::1%lo]:2379",
                "0:0:0:0:0:0:0:1",
                "::0001",
                "::ffff:127.0.0.1",
                "[::ffff:7f00:1]:443",
                "localhost",
                "LocalHost:10248",
                "localhost.",
                "https://127.0.0.1:2379",
                "https://localhost:2379/path?x=@0.0.0.0",
                "http://user@127.0.0.1:80/",
                "https://[::1]:2379/",
                "unix:///run/x.sock",
                "unixs://localhost"
            })
    void onlyThisHost(String address) {
        assertThat(Addresses.loopback(address)).isTrue();
        assertThat(Addresses.unspecified(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.0.0.0:80",
                "::",
                "[::]:2379",
                "",
                ":2379",
                "*",
                "*:80",
                "http://0.0.0.0:2379",
                "https://[::]:2379",
                "::0",
                "0:0:0:0:0:0:0:0",
                "::ffff:0.0.0.0",
                "https://:2379"
            })
    void everyAddress(String address) {
        assertThat(Addresses.unspecified(address)).isTrue();
        assertThat(Addresses.loopback(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.0.0.1:80",
                "128.0.0.1",
                "127.0.0.1.example.org",
                "localhost.example.org",
                "127.1",
                "127.0.0.01",
                "1127.0.0.1",
                "127.0.0.256",
                "127.0.0.",
                "::2",
                "::1:0",
                "1::",
                "::1::",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "::ffff:10.0.0.1",
                "https://127.0.0.1@10.0.0.1:80",
                "https://10.0.0.1/127.0.0.1",
                "[10.0.0.1",
                "fe80::1%eth0",
                "node-1:10250"
            })
    void others(String address) {
        assertThat(Addresses.loopback(address)).isFalse();
        assertThat(Addresses.unspecified(address)).isFalse();
    }
}
