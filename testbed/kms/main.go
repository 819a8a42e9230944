// A KMS v2 provider for kube-apiserver with keys in a file, for tests: what it answers is changed by writing files.
//
// Its directory holds
//
//	keys       one key a line, ID and 64 hexadecimal digits; the first is the current one
//	delay      optional: how long every answer takes, e.g. 2s
//	unhealthy  optional: what Status says in place of ok
//
// and is read anew for every call.
package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc"
	kms "k8s.io/kms/apis/v2"
)

type provider struct {
	kms.UnimplementedKeyManagementServiceServer
	directory string
}

func (p provider) Status(ctx context.Context, _ *kms.StatusRequest) (*kms.StatusResponse, error) {
	if err := p.delay(ctx); err != nil {
		return nil, err
	}
	id, _, err := p.key("")
	if err != nil {
		return nil, err
	}
	health, err := p.read("unhealthy")
	if err != nil {
		return nil, err
	}
	if health == "" {
		health = "ok"
	}
	return &kms.StatusResponse{Version: "v2", Healthz: health, KeyId: id}, nil
}

func (p provider) Encrypt(ctx context.Context, request *kms.EncryptRequest) (*kms.EncryptResponse, error) {
	if err := p.delay(ctx); err != nil {
		return nil, err
	}
	id, key, err := p.key("")
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, key.NonceSize())
	rand.Read(nonce) // never fails
	sealed := key.Seal(nonce, nonce, request.Plaintext, []byte(id))
	return &kms.EncryptResponse{Ciphertext: sealed, KeyId: id}, nil
}

func (p provider) Decrypt(ctx context.Context, request *kms.DecryptRequest) (*kms.DecryptResponse, error) {
	if err := p.delay(ctx); err != nil {
		return nil, err
	}
	id, key, err := p.key(request.KeyId)
	if err != nil {
		return nil, err
	}
	if len(request.Ciphertext) < key.NonceSize() {
		return nil, errors.New("the ciphertext is too short")
	}
	nonce, sealed := request.Ciphertext[:key.NonceSize()], request.Ciphertext[key.NonceSize():]
	plain, err := key.Open(nil, nonce, sealed, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("the ciphertext is not of key %s", id)
	}
	return &kms.DecryptResponse{Plaintext: plain}, nil
}

// key finds the key with an id, or the current one.
func (p provider) key(wanted string) (string, cipher.AEAD, error) {
	text, err := p.read("keys")
	if err != nil {
		return "", nil, err
	}
	for line := range strings.Lines(text) {
		id, digits, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found || (wanted != "" && id != wanted) {
			continue
		}
		key, err := hex.DecodeString(digits)
		if err != nil {
			return "", nil, fmt.Errorf("key %s is not hexadecimal", id)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return "", nil, err
		}
		sealer, err := cipher.NewGCM(block)
		return id, sealer, err
	}
	return "", nil, fmt.Errorf("there is no key %q", wanted)
}

func (p provider) delay(ctx context.Context) error {
	text, err := p.read("delay")
	if err != nil || text == "" {
		return err
	}
	delay, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	select {
	case <-time.After(delay):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read returns the content of a file of the directory, nothing if it is not there.
func (p provider) read(name string) (string, error) {
	bytes, err := os.ReadFile(filepath.Join(p.directory, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(bytes)), err
}

func main() {
	log.SetFlags(0)
	socket := flag.String("socket", "", "`path` of the Unix socket on which it listens")
	directory := flag.String("directory", "", "`directory` with its keys")
	flag.Parse()
	if flag.NArg() > 0 || *socket == "" || *directory == "" {
		flag.Usage()
		log.Fatal("kms: --socket and --directory are needed, and there are no other arguments")
	}
	if err := serve(*socket, provider{directory: *directory}); err != nil {
		log.Fatal("kms: ", err)
	}
}

func serve(socket string, p provider) error {
	if err := os.Remove(socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	kms.RegisterKeyManagementServiceServer(server, p)
	return server.Serve(listener)
}
