package io.nodeward.hostprobes.kernel;

/**
 * The modules that are looked at: name, the option that builds it, and the function that starts it where
 * {@code initcall_blacklist=} may name it (a dash where that is not known).
 */
final class ModuleNames {

    static final String[] ALL = {
        // protocols that any process may load by making a socket
        "dccp IP_DCCP dccp_init",
        "sctp IP_SCTP sctp_init",
        "rds RDS rds_init",
        "tipc TIPC tipc_init",
        "rxrpc AF_RXRPC af_rxrpc_init",
        "algif_aead CRYPTO_USER_API_AEAD algif_aead_init",
        "ax25 AX25 ax25_init",
        "netrom NETROM nr_proto_init",
        "rose ROSE rose_proto_init",
        "x25 X25 x25_init",
        "appletalk ATALK atalk_init",
        "decnet DECNET decnet_init",
        "econet ECONET econet_proto_init",
        "ipx IPX ipx_init",
        "can CAN can_init",
        "atm ATM atm_init",
        "ieee802154_socket IEEE802154_SOCKET af_ieee802154_init",
        "phonet PHONET phonet_init",
        "caif CAIF caif_device_init",
        "nfc NFC nfc_init",
        "llc2 LLC2 llc2_init",
        "qrtr QRTR qrtr_proto_init",
        "af_key NET_KEY ipsec_pfkey_init",
        // line disciplines
        "n_gsm N_GSM gsm_init",
        "n_hdlc N_HDLC n_hdlc_init",
        "slip SLIP slip_init",
        // file systems
        "cramfs CRAMFS init_cramfs_fs",
        "freevxfs VXFS_FS vxfs_init",
        "hfs HFS_FS init_hfs_fs",
        "hfsplus HFSPLUS_FS init_hfsplus_fs",
        "jffs2 JFFS2_FS init_jffs2_fs",
        "udf UDF_FS init_udf_fs",
        "squashfs SQUASHFS init_squashfs_fs",
        "affs AFFS_FS init_affs_fs",
        "befs BEFS_FS init_befs_fs",
        "minix MINIX_FS init_minix_fs",
        "nilfs2 NILFS2_FS init_nilfs_fs",
        "romfs ROMFS_FS init_romfs_fs",
        "sysv SYSV_FS init_sysv_fs",
        "ufs UFS_FS init_ufs_fs",
        "qnx4 QNX4FS_FS init_qnx4_fs",
        "qnx6 QNX6FS_FS init_qnx6_fs",
        "bfs BFS_FS init_bfs_fs",
        "hpfs HPFS_FS init_hpfs_fs",
        "omfs OMFS_FS init_omfs_fs",
        "reiserfs REISERFS_FS init_reiserfs_fs",
        "jfs JFS_FS init_jfs_fs",
        "ntfs3 NTFS3_FS init_ntfs_fs",
        "ksmbd SMB_SERVER ksmbd_server_init",
        // devices and buses
        "usb_storage USB_STORAGE -",
        "firewire_core FIREWIRE -",
        "thunderbolt USB4 -",
        "bluetooth BT bt_init",
        "floppy BLK_DEV_FD -",
        "uvcvideo USB_VIDEO_CLASS -",
        "vivid VIDEO_VIVID -",
        "msr X86_MSR msr_init",
        // what nodes need
        "overlay OVERLAY_FS ovl_init",
        "br_netfilter BRIDGE_NETFILTER br_netfilter_init",
        "nf_conntrack NF_CONNTRACK -",
        "veth VETH -",
        "vxlan VXLAN vxlan_init_module",
        "ip_vs IP_VS ip_vs_init"
    };

    private ModuleNames() {}
}
