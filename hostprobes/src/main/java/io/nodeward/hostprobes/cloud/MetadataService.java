package io.nodeward.hostprobes.cloud;

import static io.nodeward.hostprobes.cloud.Question.Tells.BOOTSTRAP;
import static io.nodeward.hostprobes.cloud.Question.Tells.CREDENTIALS;
import static io.nodeward.hostprobes.cloud.Question.Tells.METADATA;
import static io.nodeward.hostprobes.cloud.Question.Tells.UNPROTECTED;
import static io.nodeward.hostprobes.cloud.Question.Tells.USER_DATA;

import java.util.List;

/**
 * The metadata service of a cloud.
 *
 * @param address IPv4, numbers with dots; nothing is resolved
 * @param protectable whether it can refuse requests without a header or token
 * @param questions in the order in which they are put
 */
record MetadataService(Provider provider, String address, boolean protectable, List<Question> questions) {

    private static final String LINK_LOCAL = "169.254.169.254";
    private static final String FLAVOR = "Metadata-Flavor: Google";
    private static final String AZURE = "Metadata: true";
    private static final String ORACLE = "Authorization: Bearer Oracle";
    private static final String AWS_TOKEN = "X-aws-ec2-metadata-token";
    private static final String ALIBABA_TOKEN = "X-aliyun-ecs-metadata-token";

    /** The services of a cloud, as its own documentation describes them. */
    static List<MetadataService> of(Provider provider) {
        return switch (provider) {
            // docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
            case AWS ->
                one(
                        provider,
                        LINK_LOCAL,
                        true,
                        Question.plain(UNPROTECTED, "/latest/meta-data/"),
                        Question.session("/latest/api/token", AWS_TOKEN + "-ttl-seconds: 60"),
                        Question.in(METADATA, "/latest/meta-data/", AWS_TOKEN),
                        Question.in(CREDENTIALS, "/latest/meta-data/iam/security-credentials/", AWS_TOKEN),
                        Question.in(USER_DATA, "/latest/user-data", AWS_TOKEN));
            // cloud.google.com/compute/docs/metadata; the e-mail address of the service account is no secret, its token
            // is
            case GCP ->
                one(
                        provider,
                        LINK_LOCAL,
                        true,
                        Question.plain(UNPROTECTED, "/computeMetadata/v1beta1/instance/"),
                        Question.with(METADATA, "/computeMetadata/v1/instance/id", FLAVOR),
                        Question.with(
                                CREDENTIALS, "/computeMetadata/v1/instance/service-accounts/default/email", FLAVOR),
                        Question.with(USER_DATA, "/computeMetadata/v1/instance/attributes/startup-script", FLAVOR),
                        Question.with(USER_DATA, "/computeMetadata/v1/instance/attributes/user-data", FLAVOR),
                        Question.with(BOOTSTRAP, "/computeMetadata/v1/instance/attributes/kube-env", FLAVOR));
            // learn.microsoft.com/azure/virtual-machines/instance-metadata-service; the wire server gives extensions
            // their settings
            case AZURE ->
                List.of(
                        service(
                                provider,
                                LINK_LOCAL,
                                true,
                                Question.plain(UNPROTECTED, "/metadata/instance?api-version=2021-02-01"),
                                Question.with(METADATA, "/metadata/instance?api-version=2021-02-01", AZURE),
                                Question.with(CREDENTIALS, "/metadata/identity/info?api-version=2018-02-01", AZURE)),
                        service(
                                provider,
                                "168.63.129.16",
                                true,
                                Question.plain(BOOTSTRAP, "/?comp=versions"),
                                Question.plain(BOOTSTRAP, "/vmSettings").at(32526)));
            // alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
            case ALIBABA ->
                one(
                        provider,
                        "100.100.100.200",
                        true,
                        Question.plain(UNPROTECTED, "/latest/meta-data/"),
                        Question.session("/latest/api/token", ALIBABA_TOKEN + "-ttl-seconds: 60"),
                        Question.in(METADATA, "/latest/meta-data/", ALIBABA_TOKEN),
                        Question.in(CREDENTIALS, "/latest/meta-data/ram/security-credentials/", ALIBABA_TOKEN),
                        Question.in(USER_DATA, "/latest/user-data", ALIBABA_TOKEN));
            // docs.oracle.com/iaas/Content/Compute/Tasks/gettingmetadata.htm; the certificate is public, its key is not
            case OCI ->
                one(
                        provider,
                        LINK_LOCAL,
                        true,
                        Question.plain(UNPROTECTED, "/opc/v1/instance/id"),
                        Question.with(METADATA, "/opc/v2/instance/id", ORACLE),
                        Question.with(CREDENTIALS, "/opc/v2/identity/cert.pem", ORACLE),
                        Question.with(USER_DATA, "/opc/v2/instance/metadata/user_data", ORACLE));
            case DIGITALOCEAN ->
                one(
                        provider,
                        LINK_LOCAL,
                        false,
                        Question.plain(METADATA, "/metadata/v1/id"),
                        Question.plain(USER_DATA, "/metadata/v1/user-data"));
            case HETZNER ->
                one(
                        provider,
                        LINK_LOCAL,
                        false,
                        Question.plain(METADATA, "/hetzner/v1/metadata/instance-id"),
                        Question.plain(USER_DATA, "/hetzner/v1/userdata"));
            // cloud.ibm.com/docs/vpc?topic=vpc-imd-get-metadata: the token of the session is the identity
            case IBM ->
                one(
                        provider,
                        LINK_LOCAL,
                        true,
                        new Question(
                                CREDENTIALS,
                                "PUT",
                                80,
                                "/identity/v1/token?version=2025-08-26",
                                "Metadata-Flavor: ibm",
                                ""));
            // user data is a part of v1.json
            case VULTR ->
                one(
                        provider,
                        LINK_LOCAL,
                        false,
                        Question.plain(METADATA, "/v1/instanceid"),
                        Question.plain(USER_DATA, "/v1.json"));
            case SCALEWAY ->
                one(
                        provider,
                        "169.254.42.42",
                        false,
                        Question.plain(METADATA, "/conf"),
                        Question.plain(USER_DATA, "/user_data/cloud-init"));
            case OPENSTACK ->
                one(
                        provider,
                        LINK_LOCAL,
                        false,
                        Question.plain(METADATA, "/openstack/latest/meta_data.json"),
                        Question.plain(USER_DATA, "/openstack/latest/user_data"));
        };
    }

    private static List<MetadataService> one(
            Provider provider, String address, boolean protectable, Question... questions) {
        return List.of(service(provider, address, protectable, questions));
    }

    private static MetadataService service(
            Provider provider, String address, boolean protectable, Question... questions) {
        return new MetadataService(provider, address, protectable, List.of(questions));
    }
}
