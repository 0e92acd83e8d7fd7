/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_SEALED_H
#define CVD_TESTS_UNIT_SEALED_H

/*
 * A person as gpg 2.2.40 sealed it, under SEALED_PASSPHRASE with s2k-mode 1
 * and without compression: sealed_plain with its padding.
 */
#define SEALED_PASSPHRASE "INSECURE test passphrase"

static const char sealed_plain[] =
    "cvd-seal 1 0T3ZK0V9QX7M2D8HJ4N6B1CRWY CVD-2026-4K7Q9XV "
    "5T3ZK0V9QX7M2D8HJ4N6B1CRWY person\n"
    "salt: 5T3ZK0V9QX7M2D8HJ4N6B1CRWZ\n"
    "name: Rosa Fictief\n"
    "email: rosa@example.net\n"
    "...\n";

#define SEALED_SHA256                                                          \
	"c18480a7ddd155785b6590f79b9ce01b43e37c88c71e45ea2c9dca0c79ddf656"

static const char sealed_block[] =
    "-----BEGIN PGP MESSAGE-----\n"
    "\n"
    "jAwECQEIe8OoVf1GZ0XSwHIBl7+n2MlVQ18MTwN/CXpum+kLQUAWYKTaFDpZVHa3\n"
    "1JDHBE45HJzVF2iPUNClCpADKKzExpYpTHEaNnWR7Vma5HSW8Hl5Z8n4dTcu4L03\n"
    "gPEuoZy1m+OF5NIwVhAUr5SUh4HPpFAMW/KYM2udSx1Lxdiv7uYoHrvK8evoqvXK\n"
    "eMkLkt4N+d9Wyt3u1DT+rWWj/i6Hp/m7wrINMw5g4dGIEVgxo71BQLb2yA0zkS8u\n"
    "AzR0zjksYf/qdSt4aRq8iz0C1zuxm99SuZ72r9N5jWODhtCWhoOgMXVDGuIKiyfK\n"
    "EHiBAx4A25JBn/fzYpAYSNHfC17CS8cEsc5hXvrrQ12teuaF6MYE7KyOge/sIU6K\n"
    "/wpZtXWbnjJBh727767FFFXRBCwRI6q4boYazXXuW/GBEfM=\n"
    "=nXcs\n"
    "-----END PGP MESSAGE-----\n";

#endif
