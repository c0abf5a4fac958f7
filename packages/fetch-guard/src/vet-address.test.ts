import { expect, test } from '@jest/globals';
import { whyNotPublic } from './vet-address.ts';

test.each(['8.8.8.8', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::6810:84e5', '::ffff:8.8.8.8'])(
  'takes %s for an address of the public internet',
  (address) => {
    expect(whyNotPublic(address)).toBeUndefined();
  },
);

test.each([
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['100.64.0.1', '169.254.1.1', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9'],
  ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a00:1',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:0:127.0.0.1',
  ],
  ...['64:ff9b::127.0.0.1', '64:ff9b::808:808', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1'],
  ...['fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '100::1', '5f00::1', '4000::1'],
  ...['', 'localhost', '127.1', '0177.0.0.1x', '1.2.3', '::g'],
])('refuses to dial %s', (address) => {
  expect(whyNotPublic(address)).toBe('private_address');
});

test.each(['169.254.169.254', '::ffff:169.254.169.254', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'])(
  'knows %s for the address of a machine telling about itself',
  (address) => {
    expect(whyNotPublic(address)).toBe('metadata_address');
  },
);
