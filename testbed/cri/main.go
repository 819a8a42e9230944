// A container runtime that never becomes ready: what a kubelet needs to start and serve its API, and nothing more. It runs
// no container, so a kubelet beside it changes nothing on the machine.
package main

import (
	"context"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

type runtime struct {
	cri.UnimplementedRuntimeServiceServer
	cri.UnimplementedImageServiceServer
}

func (runtime) Version(context.Context, *cri.VersionRequest) (*cri.VersionResponse, error) {
	return &cri.VersionResponse{Version: "0.1.0", RuntimeName: "none", RuntimeVersion: "0", RuntimeApiVersion: "v1"}, nil
}

// RuntimeConfig names the driver that kubeadm writes into the kubelet's configuration too.
func (runtime) RuntimeConfig(context.Context, *cri.RuntimeConfigRequest) (*cri.RuntimeConfigResponse, error) {
	return &cri.RuntimeConfigResponse{Linux: &cri.LinuxRuntimeConfiguration{CgroupDriver: cri.CgroupDriver_SYSTEMD}}, nil
}

// Status keeps the kubelet from touching cgroups, kernel parameters and images, which it does once the runtime is ready.
func (runtime) Status(context.Context, *cri.StatusRequest) (*cri.StatusResponse, error) {
	return &cri.StatusResponse{Status: &cri.RuntimeStatus{Conditions: []*cri.RuntimeCondition{
		{Type: cri.RuntimeReady, Reason: "Never", Message: "it runs no containers"},
		{Type: cri.NetworkReady, Reason: "Never", Message: "it runs no containers"},
	}}}, nil
}

func (runtime) ImageFsInfo(context.Context, *cri.ImageFsInfoRequest) (*cri.ImageFsInfoResponse, error) {
	return &cri.ImageFsInfoResponse{}, nil
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: cri SOCKET")
	}
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	cri.RegisterRuntimeServiceServer(server, runtime{})
	cri.RegisterImageServiceServer(server, runtime{})
	log.Fatal(server.Serve(listener))
}
