//! Properties over random operands, against dashu, the standard library, or an identity. The sizes
//! straddle the thresholds where algorithms change.

use dashu_int::{IBig, Sign, UBig};
use proptest::prelude::*;
use taipan_numeric::floats;
use taipan_numeric::limbs::*;

/// Limbs with many all-zero and all-one words, which provoke the rare carries.
fn limbs(most: usize) -> impl Strategy<Value = Vec<u64>> {
    let limb = prop_oneof![3 => any::<u64>(), 1 => Just(0), 1 => Just(u64::MAX), 1 => Just(1 << 63)];
    prop::collection::vec(limb, 0..most)
}

fn big(most: usize) -> impl Strategy<Value = BigInt> {
    (any::<bool>(), limbs(most)).prop_map(|(negative, limbs)| IntRef::new(negative, &limbs).into())
}

fn dashu(value: IntRef) -> IBig {
    let sign = if value.is_negative() { Sign::Negative } else { Sign::Positive };
    IBig::from_parts(sign, UBig::from_words(value.magnitude()))
}

fn same(value: &BigInt, expected: &IBig) -> bool {
    dashu(value.view()) == *expected
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn sums_and_products(a in big(40), b in big(40)) {
        let (x, y) = (a.view(), b.view());
        prop_assert!(same(&BigInt::build(add_bound(x, y), |o| add(x, y, o)), &(dashu(x) + dashu(y))));
        prop_assert!(same(&BigInt::build(add_bound(x, y), |o| sub(x, y, o)), &(dashu(x) - dashu(y))));
        prop_assert!(same(&BigInt::build(mul_bound(x, y), |o| mul(x, y, o)), &(dashu(x) * dashu(y))));
        prop_assert!(same(&BigInt::build(mul_bound(x, x), |o| mul(x, x, o)), &IBig::from(dashu(x).sqr())));
        prop_assert_eq!(compare(x, y), dashu(x).cmp(&dashu(y)));
    }

    #[test]
    fn floor_division(a in big(90), b in big(45)) {
        let (x, y) = (a.view(), b.view());
        prop_assume!(!y.is_zero());
        let mut q = vec![7; quotient_bound(x, y)];
        let mut r = vec![7; remainder_bound(x, y)];
        let (wq, wr) = divmod(x, y, &mut q, &mut r).expect("y is not zero");
        let (quotient, remainder) = (dashu(wq.view(&q)), dashu(wr.view(&r)));
        prop_assert_eq!(&quotient * dashu(y) + &remainder, dashu(x));
        prop_assert!(wr.length == 0 || wr.negative == y.is_negative());
        prop_assert!(compare(wr.view(&r).absolute(), y.absolute()).is_lt());
        prop_assert!(same(&BigInt::build(quotient_bound(x, y), |o| floordiv(x, y, o).expect("checked")), &quotient));
        prop_assert!(same(&BigInt::build(remainder_bound(x, y), |o| modulo(x, y, o).expect("checked")), &remainder));
    }

    #[test]
    fn bits(a in big(8), b in big(8), shift in 0u64..700) {
        let (x, y) = (a.view(), b.view());
        let bound = bitwise_bound(x, y);
        prop_assert!(same(&BigInt::build(bound, |o| and(x, y, o)), &(dashu(x) & dashu(y))));
        prop_assert!(same(&BigInt::build(bound, |o| or(x, y, o)), &(dashu(x) | dashu(y))));
        prop_assert!(same(&BigInt::build(bound, |o| xor(x, y, o)), &(dashu(x) ^ dashu(y))));
        prop_assert!(same(&BigInt::build(invert_bound(x), |o| invert(x, o)), &!dashu(x)));
        let left = BigInt::build(shl_bound(x, shift).expect("small"), |o| shl(x, shift, o));
        prop_assert!(same(&left, &(dashu(x) << shift as usize)));
        prop_assert!(same(&BigInt::build(shr_bound(x, shift), |o| shr(x, shift, o)), &(dashu(x) >> shift as usize)));
        let back = BigInt::build(shr_bound(left.view(), shift), |o| shr(left.view(), shift, o));
        prop_assert_eq!(back, a.clone());
    }

    #[test]
    fn texts_read_back(a in big(60), base in 2u32..=36) {
        let mut text = String::new();
        to_text(a.view(), base, &mut text);
        prop_assert_eq!(&text, &dashu(a.view()).in_radix(base).to_string());
        prop_assert_eq!(BigInt::parse(&text, base), Ok(a.clone()));
        let spaced: String = text.char_indices().map(|(at, c)| if at % 3 == 2 && c != '-' && !text[..at].ends_with('-') && at > 0 { format!("_{c}") } else { c.to_string() }).collect();
        prop_assert_eq!(BigInt::parse(&spaced, base), Ok(a));
    }

    #[test]
    fn bytes_read_back(a in big(5), extra in 0usize..9, little: bool) {
        let order = if little { Endian::Little } else { Endian::Big };
        let length = signed_byte_length(a.view()) as usize;
        let mut bytes = vec![0x55; length + extra];
        to_bytes(a.view(), order, true, &mut bytes).expect("it fits");
        let back = BigInt::build(from_bytes_bound(bytes.len()), |o| from_bytes(&bytes, order, true, o));
        prop_assert_eq!(back, a.clone());
        if length > 0 {
            prop_assert!(to_bytes(a.view(), order, true, &mut bytes[..length - 1]).is_err());
        }
    }

    #[test]
    fn conversions_to_float(value: i128, shift in 0u32..127) {
        let value = value >> shift;
        prop_assert_eq!(to_f64(SmallLimbs::from_i128(value).view()), Some(value as f64));
        prop_assert_eq!(to_i128(SmallLimbs::from_i128(value).view()), Some(value));
        prop_assert_eq!(to_i64(SmallLimbs::from_i128(value).view()), i64::try_from(value).ok());
    }

    #[test]
    fn roots_and_divisors(a in big(12), b in big(12), c in big(3)) {
        let (x, y) = (a.view().absolute(), b.view());
        let root = BigInt::build(isqrt_bound(x), |o| isqrt(x, o).expect("not negative"));
        let (root, one) = (dashu(root.view()), IBig::from(1));
        let next = &root + &one;
        prop_assert!(&root * &root <= dashu(x) && &next * &next > dashu(x));
        // A common factor makes the divisor interesting.
        let times = |v: IntRef| BigInt::build(mul_bound(v, c.view()), |o| mul(v, c.view(), o));
        let (u, v) = (times(x), times(y));
        let divisor = BigInt::build(gcd_bound(u.view(), v.view()), |o| gcd(u.view(), v.view(), o));
        if divisor.view().is_zero() {
            prop_assert!(u.view().is_zero() && v.view().is_zero());
        } else {
            for part in [&u, &v] {
                let mut rest = vec![0; remainder_bound(part.view(), divisor.view())];
                prop_assert_eq!(modulo(part.view(), divisor.view(), &mut rest).expect("checked").length, 0);
            }
            prop_assert!(c.view().is_zero() || compare(divisor.view(), c.view().absolute()).is_ge());
        }
    }

    #[test]
    fn modular_powers(base in big(6), exponent in big(2), modulus in big(6)) {
        prop_assume!(!modulus.view().is_zero());
        let exponent = exponent.view().absolute();
        let power = BigInt::build(mod_pow_bound(modulus.view()), |o| {
            mod_pow(base.view(), exponent, modulus.view(), o).expect("checked")
        });
        // Right-to-left squaring as the reference.
        let size = UBig::from_words(modulus.view().magnitude());
        let residue = |value: IBig| -> IBig {
            let rest = value % IBig::from(size.clone());
            if rest < IBig::ZERO { rest + IBig::from(size.clone()) } else { rest }
        };
        let (mut square, mut expected) = (residue(dashu(base.view())), residue(IBig::from(1)));
        for limb in exponent.magnitude() {
            for bit in 0..64 {
                if limb >> bit & 1 == 1 {
                    expected = residue(&expected * &square);
                }
                square = residue(&square * &square);
            }
        }
        if modulus.view().is_negative() && expected != IBig::ZERO {
            expected -= IBig::from(size.clone());
        }
        prop_assert!(same(&power, &expected));
    }

    #[test]
    fn float_text_reads_back(pattern: u64) {
        let value = f64::from_bits(pattern);
        prop_assume!(value.is_finite());
        prop_assert_eq!(floats::parse(floats::repr(value).as_bytes()).map(f64::to_bits), Some(pattern));
        prop_assert_eq!(floats::from_hex(floats::to_hex(value).as_bytes()).map(f64::to_bits), Ok(pattern));
    }

    /// Ties and near-ties, where the short way must agree with exact text.
    #[test]
    fn rounding_agrees_with_exact_text(units in -1_000_000_000i64..1_000_000_000, digits in 0usize..8, nudge in -2i64..3) {
        let near = (units as f64 + 0.5) / 10f64.powi(digits as i32);
        let value = f64::from_bits(near.to_bits().wrapping_add_signed(nudge));
        let text = format!("{value:.digits$}");
        let rounded = floats::round_to_digits(value, digits as i64).expect("finite");
        prop_assert_eq!(Ok(rounded), text.parse::<f64>());
        let format = floats::DoubleFormat { style: floats::Style::Fixed, precision: digits, upper: false, alternate: false, keep_float: false };
        let mut out = String::new();
        floats::format_double(value, &format, &mut out);
        prop_assert_eq!(out, text);
    }
}
