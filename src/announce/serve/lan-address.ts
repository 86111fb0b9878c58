import type { NetworkInterfaceInfo } from 'node:os';

/** As `os.networkInterfaces()` tells them. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Interfaces that lead to containers, virtual machines or through a tunnel. `br0` and `bond0` are missing on
 * purpose: by these names storage boxes call their way into the house.
 */
const VIRTUAL =
  /^(docker|br-|veth|vethernet|virbr|vmnet|vboxnet|lxc|lxd|podman|cni|cali|flannel|kube|hassio|bridge|tailscale|zt|wg|tun|tap|utun|ppp|anpi|awdl|llw)/i;

/** What an address is worth, most of all first. */
const RANKS: readonly ((name: string, info: NetworkInterfaceInfo) => boolean)[] = [
  (name, info) => isIPv4(info) && !VIRTUAL.test(name) && isPrivate(info),
  (name, info) => isIPv4(info) && !VIRTUAL.test(name) && !isShared(info),
  (_name, info) => isIPv4(info) && isPrivate(info),
  (_name, info) => isIPv4(info),
  (name, info) => isUsableIPv6(info) && !VIRTUAL.test(name),
  (_name, info) => isUsableIPv6(info),
];

/** The address by which other devices in the house reach this machine; undefined where it is in no network. */
export function lanAddress(interfaces: Interfaces): string | undefined {
  const all = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.filter(({ internal }) => !internal).map((info) => ({ name, info })),
  );
  for (const isWorthy of RANKS) {
    const found = all.find(({ name, info }) => isWorthy(name, info));
    if (found) return found.info.address;
  }
  return undefined;
}

/** Self-given addresses (169.254, RFC 3927) mean that there is no network. */
function isIPv4({ family, address }: NetworkInterfaceInfo): boolean {
  return family === 'IPv4' && !address.startsWith('169.254.');
}

function isPrivate({ address }: NetworkInterfaceInfo): boolean {
  return /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(address);
}

/** Shared by a provider's customers, and used by overlay networks (RFC 6598). */
function isShared({ address }: NetworkInterfaceInfo): boolean {
  return /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address);
}

/** A link-local one needs the name of an interface beside it, which a URL can't hold. */
function isUsableIPv6({ family, address }: NetworkInterfaceInfo): boolean {
  return family === 'IPv6' && !/^fe[89ab]/i.test(address);
}
