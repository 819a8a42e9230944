// Fills an etcd with many objects that look as kube-apiserver stores them, for tests of scale: past the API server, which
// would take minutes, and with random bytes where it has ciphertext.
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"log"
	"strings"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	clientv3 "go.etcd.io/etcd/client/v3"
	"golang.org/x/sync/errgroup"
)

const (
	mostOps   = 100     // etcd takes at most 128 operations in a transaction
	mostBytes = 1 << 20 // and a request of 1.5 MiB
	writers   = 8
)

func main() {
	log.SetFlags(0)
	endpoint := flag.String("endpoint", "", "`URL` of a member")
	var tls transport.TLSInfo
	flag.StringVar(&tls.TrustedCAFile, "cacert", "", "`file` with the certificate of the CA")
	flag.StringVar(&tls.CertFile, "cert", "", "`file` with the client certificate")
	flag.StringVar(&tls.KeyFile, "key", "", "`file` with its key")
	prefix := flag.String("prefix", "/registry/secrets/", "what keys begin with; namespace and name follow")
	format := flag.String("format", "plain", "plain, json, PROVIDER:KEY (aescbc, aesgcm, secretbox), kms1:NAME or kms2:NAME:KEYID")
	count := flag.Int("count", 1000, "how many objects")
	first := flag.Int("first", 0, "number of the first object")
	size := flag.Int("size", 1024, "bytes of ciphertext or content in each")
	namespaces := flag.Int("namespaces", 10, "among how many namespaces they are spread")
	flag.Parse()
	if flag.NArg() > 0 || *endpoint == "" || *count < 0 || *size < 0 || *namespaces < 1 {
		flag.Usage()
		log.Fatal("etcd-fill: --endpoint is needed, numbers are not negative, and there are no other arguments")
	}
	if err := fill(*endpoint, tls, *prefix, *format, *first, *count, *size, *namespaces); err != nil {
		log.Fatal("etcd-fill: ", err)
	}
}

func fill(endpoint string, tls transport.TLSInfo, prefix, format string, first, count, size, namespaces int) error {
	sealed, err := sealer(format)
	if err != nil {
		return err
	}
	config := clientv3.Config{Endpoints: []string{endpoint}, DialTimeout: 5 * time.Second}
	if strings.HasPrefix(endpoint, "https:") {
		if config.TLS, err = tls.ClientConfig(); err != nil {
			return err
		}
	}
	client, err := clientv3.New(config)
	if err != nil {
		return err
	}
	defer client.Close()
	group, stop := errgroup.WithContext(context.Background())
	group.SetLimit(writers)
	batch := max(1, min(mostOps, mostBytes/(size+1)))
	for from := first; from < first+count; from += batch {
		to := min(from+batch, first+count)
		group.Go(func() error {
			puts := make([]clientv3.Op, 0, batch)
			for i := from; i < to; i++ {
				content := make([]byte, size)
				rand.Read(content) // never fails
				key := fmt.Sprintf("%sns-%03d/object-%07d", prefix, i%namespaces, i)
				puts = append(puts, clientv3.OpPut(key, string(sealed(content))))
			}
			_, err := client.Txn(stop).Then(puts...).Commit()
			return err
		})
	}
	return group.Wait()
}

// sealer says what is stored for a content.
func sealer(format string) (func([]byte) []byte, error) {
	parts := strings.SplitN(format, ":", 3)
	switch {
	case format == "plain":
		return prefixed("k8s\x00"), nil
	case format == "json":
		return func(content []byte) []byte { return fmt.Appendf(nil, `{"kind":"Secret","data":{"a":"%x"}}`, content) }, nil
	case len(parts) == 2 && (parts[0] == "aescbc" || parts[0] == "aesgcm" || parts[0] == "secretbox"):
		return prefixed("k8s:enc:" + parts[0] + ":v1:" + parts[1] + ":"), nil
	case len(parts) == 2 && parts[0] == "kms1":
		return prefixed("k8s:enc:kms:v1:" + parts[1] + ":"), nil
	case len(parts) == 3 && parts[0] == "kms2":
		return func(content []byte) []byte {
			object := field(nil, 1, content)
			object = field(object, 2, []byte(parts[2]))
			object = field(object, 3, []byte(strings.Repeat("d", 44)))
			return append([]byte("k8s:enc:kms:v2:"+parts[1]+":"), object...)
		}, nil
	}
	return nil, fmt.Errorf("there is no format %q", format)
}

func prefixed(prefix string) func([]byte) []byte {
	return func(content []byte) []byte { return append([]byte(prefix), content...) }
}

// field appends a protobuf field of bytes.
func field(message []byte, number byte, value []byte) []byte {
	message = append(message, number<<3|2)
	for length := uint(len(value)); ; length >>= 7 {
		if length < 0x80 {
			message = append(message, byte(length))
			break
		}
		message = append(message, byte(length)|0x80)
	}
	return append(message, value...)
}
