/** Reed and Solomon's correction over the field of 256 elements, as QR codes use it (ISO/IEC 18004, annex A). */

// x⁸ + x⁴ + x³ + x² + 1
const MODULUS = 0x11d;
const POWERS = new Uint8Array(255);
const LOGARITHMS = new Uint8Array(256);

let element = 1;
for (let power = 0; power < 255; power++) {
  POWERS[power] = element;
  LOGARITHMS[element] = power;
  element = element & 0x80 ? (element << 1) ^ MODULUS : element << 1;
}

function product(one: number, other: number): number {
  if (one === 0 || other === 0) return 0;
  return POWERS[((LOGARITHMS[one] ?? 0) + (LOGARITHMS[other] ?? 0)) % 255] ?? 0;
}

/** (x + 1)(x + 2)(x + 4) … of so many factors; the highest coefficient, 1, is left out. */
function generator(degree: number): number[] {
  let found = [1];
  for (let power = 0; power < degree; power++) {
    const root = POWERS[power] ?? 0;
    found = [...found, 0].map((value, at) => value ^ product(found[at - 1] ?? 0, root));
  }
  return found.slice(1);
}

/** The correction codewords of a block. */
export function correction(block: readonly number[], many: number): number[] {
  const divisor = generator(many);
  let rest: number[] = new Array<number>(many).fill(0);
  for (const codeword of block) {
    const factor = codeword ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((value, at) => value ^ product(divisor[at] ?? 0, factor));
  }
  return rest;
}
