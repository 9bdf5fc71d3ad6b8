// What the library expects of every runtime is global from Node 20 on; Debian 12 has Node 18.
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
