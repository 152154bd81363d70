// SPDX-License-Identifier: Apache-2.0
#include "keys/health/file_checks.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "keys/credential.h"
#include "keys/health/time_words.h"
#include "keys/pkcs11/hardware_key.h"
#include "keys/private_file.h"
#include "keys/signer.h"
#include "keys/tls/certificate.h"
#include "keys/tls/issuer.h"

namespace kith::health {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPem = 16 * 1024;
constexpr std::size_t kMostAddressBytes = 1024;
constexpr absl::Duration kWarnBefore = absl::Hours(24 * 14);
constexpr char kNewCertificate[] =
    "Renew it: kith enrol renews by itself while the agent runs; else ask the "
    "network's administrator for a new one.";

uid_t OwnerOfFolder(const std::string& path) {
  struct stat folder;
  const std::string at = fs::path(path).parent_path();
  return stat(at.empty() ? "." : at.c_str(), &folder) == 0 ? folder.st_uid
                                                           : geteuid();
}

// The account that the program runs as: it owns the folder of its keys; a key
// in a folder of root's, such as /etc/kith, is of whoever has the database.
uid_t AccountOf(const Setup& setup, const std::string& key_path) {
  const uid_t owner = OwnerOfFolder(key_path);
  return owner == 0 ? OwnerOfFolder(setup.database_path) : owner;
}

std::string KeyNamedFor(const Setup& setup, const std::string& field,
                        const Network& network) {
  if (setup.program == Program::kBroker) {
    const auto& broker = network.file().broker();
    return field == "log_key" ? broker.log_key() : broker.signing_key();
  }
  if (setup.program == Program::kKeyHolder) {
    const auto* holder = network.FindKeyHolder(setup.id);
    return holder == nullptr ? "" : holder->log_key();
  }
  const auto* agency = network.FindAgency(setup.id);
  if (agency == nullptr) return "";
  return field == "log_key" ? agency->log_key() : agency->signing_key();
}

Finding OwnersAlone(const Setup::SecretFile& file, const struct stat& found,
                    uid_t account) {
  if ((found.st_mode & 077) != 0) {
    return Fault(
        "key-files",
        absl::StrCat("Others than its owner may read ", file.path, "."),
        absl::StrCat("chmod 600 ", file.path,
                     ", and ask who could read it meanwhile: the key "
                     "may have to be changed."));
  }
  // What root may read the program may not.
  if (found.st_uid != account &&
      (found.st_uid != geteuid() || geteuid() == 0)) {
    return Fault("key-files",
                 absl::StrCat(file.path,
                              " belongs to another account than the one that "
                              "the program runs as."),
                 absl::StrCat("chown ", account, " ", file.path, "."));
  }
  return Good("key-files", "");
}

// Of a log's key, the address of one in a hardware token may stand in the file.
// Only the program asks the token: every wrong PIN is counted there.
bool IsInHardware(const Setup::SecretFile& file) {
  if (file.field != "log_key") return false;
  absl::StatusOr<std::string> text =
      ReadPrivateFile(file.path, kMostAddressBytes);
  const bool names_it = text.ok() && pkcs11::NamesHardwareKey(*text);
  if (text.ok()) WipeString(*text);
  return names_it;
}

// Good unless the file is not there, is not its owner's alone or has another
// length.
Finding LookAtKeyFile(const Setup::SecretFile& file, uid_t account) {
  struct stat found;
  // What systemd gives to the program's unit alone.
  if (NamesCredential(file.path)) return Good("key-files", "");
  if (lstat(file.path.c_str(), &found) != 0) {
    return Fault("key-files",
                 absl::StrCat("The key file of `", file.field, "`, ", file.path,
                              ", is not there."),
                 "Restore it from its backup, or name the right folder; a new "
                 "key has to be enrolled.");
  }
  if (!S_ISREG(found.st_mode)) {
    return Fault("key-files",
                 absl::StrCat(file.path, " is no plain file, and is not read."),
                 "Put the key file itself in its place.");
  }
  Finding owners = IsGivenCredential(file.path, found)
                       ? Good("key-files", "")
                       : OwnersAlone(file, found, account);
  if (owners.state != Finding::State::kGood) return owners;
  if (file.bytes != 0 && found.st_size != static_cast<off_t>(file.bytes) &&
      !IsInHardware(file)) {
    return Fault("key-files",
                 absl::StrCat(file.path, " holds ", found.st_size,
                              " bytes and not ", file.bytes, "."),
                 "It was edited or cut short: restore it from its backup.");
  }
  return Good("key-files", "");
}

Finding CompareWithNetwork(const Setup& setup, const Setup::SecretFile& file,
                           const Network& network) {
  const std::string named = KeyNamedFor(setup, file.field, network);
  if (IsInHardware(file)) return Good("key-files", "");
  absl::StatusOr<std::string> seed = ReadPrivateFile(file.path, file.bytes);
  if (named.empty() || !seed.ok()) return Good("key-files", "");
  const absl::StatusOr<Signer> signer =
      Signer::FromSeed(Secret::FromBytes(*seed));
  WipeString(*seed);
  if (signer.ok() && signer->public_key() == named) {
    return Good("key-files", "");
  }
  return Fault("key-files",
               absl::StrCat(file.path,
                            " is not the key that the network file "
                            "names as `",
                            file.field, "`."),
               "Is this another network's folder, or an older enrolment's? Put "
               "the right key back, or have the new one signed in.");
}

Finding AllKeysAreGood(const Setup& setup) {
  const auto in_token =
      std::count_if(setup.secrets.begin(), setup.secrets.end(), IsInHardware);
  const auto credentials = std::count_if(
      setup.secrets.begin(), setup.secrets.end(),
      [](const Setup::SecretFile& file) { return NamesCredential(file.path); });
  return Good(
      "key-files",
      absl::StrCat("All ", setup.secrets.size() - credentials,
                   " key files are there and their owner's alone.",
                   credentials == 0
                       ? ""
                       : absl::StrCat(" What is a credential (", credentials,
                                      "), only the program's unit is given."),
                   in_token == 0 ? ""
                                 : " The log is signed in a hardware token, "
                                   "which only the program asks."));
}

Finding PrivateFolder(const Setup& setup) {
  struct stat found;
  std::string folder = fs::path(setup.tls_key_path).parent_path();
  if (folder.empty()) folder = ".";
  if (stat(folder.c_str(), &found) == 0 && (found.st_mode & 022) != 0) {
    return Fault("folder",
                 absl::StrCat("Others than its owner may write in ", folder,
                              ", where the keys are."),
                 absl::StrCat("chmod 700 ", folder, "."));
  }
  return Good("folder", "Only its owner may write where the keys are.");
}

// Nobody knows of a certificate that is another's, so it names whose it is.
Finding WhoseCertificate(const Setup& setup, const Network& network,
                         const std::string& pem) {
  const absl::StatusOr<PeerIdentity> named = IdentityFromCertificatePem(pem);
  if (!named.ok()) {
    return Fault("certificate",
                 "This program's certificate names nobody of a Kith network.",
                 "Put the certificate in its place that the administrator sent "
                 "back.");
  }
  if (named->network != network.file().name()) {
    return Fault(
        "certificate",
        absl::StrCat("This program's certificate is of the network ",
                     named->network, ", and the network file of ",
                     network.file().name(), "."),
        "Put the certificate and the network file of one network in its "
        "place.");
  }
  if (setup.program != Program::kBroker && named->id != setup.id) {
    return Fault("certificate",
                 absl::StrCat("This program's certificate is of ", named->id,
                              ", and the configuration of ", setup.id, "."),
                 "Put the certificate of this enrolment in its place.");
  }
  if (!IsSignedBy(pem, network.file().authority_pem())) {
    return Fault("certificate",
                 "This program's certificate was not issued by the network's "
                 "authority.",
                 "Was the authority changed? Ask the network's administrator "
                 "for a new certificate.");
  }
  return Good("certificate", "");
}

Finding DatesOf(const CertificateFacts& facts, absl::Time now) {
  if (facts.begins > now) {
    return Fault(
        "certificate",
        absl::StrCat("This program's certificate is not valid before ",
                     DayInWords(facts.begins), ", by this machine's clock."),
        "Look at the clock first; if it is right, ask for a new "
        "certificate.");
  }
  if (facts.ends <= now) {
    return Fault("certificate",
                 absl::StrCat("This program's certificate ended on ",
                              DayInWords(facts.ends), "."),
                 kNewCertificate);
  }
  const std::string words = absl::StrCat("This program's certificate ends on ",
                                         DayInWords(facts.ends), ".");
  // Half of a short life is left when it is renewed.
  const absl::Duration warn =
      std::min(kWarnBefore, (facts.ends - facts.begins) / 4);
  return facts.ends - now < warn
             ? Warning("certificate", words, kNewCertificate)
             : Good("certificate", words);
}

Finding KeyOfCertificate(const Setup& setup, const std::string& pem) {
  struct stat found;
  if (NamesCredential(setup.tls_key_path)) {
    return Good("certificate-key",
                "The certificate's key is a credential, which only the "
                "program's unit is given.");
  }
  if (lstat(setup.tls_key_path.c_str(), &found) != 0) {
    return Fault("certificate-key",
                 absl::StrCat("The certificate's key, ", setup.tls_key_path,
                              ", is not there."),
                 "Restore it from its backup, or enrol again.");
  }
  if ((found.st_mode & 077) != 0 &&
      !IsGivenCredential(setup.tls_key_path, found)) {
    return Fault("certificate-key",
                 absl::StrCat("Others than its owner may read ",
                              setup.tls_key_path, "."),
                 absl::StrCat("chmod 600 ", setup.tls_key_path,
                              ", and have the certificate revoked if somebody "
                              "could."));
  }
  absl::StatusOr<std::string> key =
      ReadPrivateFile(setup.tls_key_path, kMaxPem);
  const bool fits =
      key.ok() && IsKeyOfCertificate(pem, Secret::FromBytes(*key));
  if (key.ok()) WipeString(*key);
  if (fits) return Good("certificate-key", "The certificate's key is its own.");
  return Fault(
      "certificate-key",
      absl::StrCat(setup.tls_key_path, " is not the key of the certificate."),
      "Put the pair of one enrolment in their place.");
}

}  // namespace

Findings KeyFiles(const Setup& setup, const Network* network) {
  Findings findings = {PrivateFolder(setup)};
  const std::size_t others = findings.size();
  for (const Setup::SecretFile& file : setup.secrets) {
    Finding finding = LookAtKeyFile(file, AccountOf(setup, file.path));
    if (finding.state == Finding::State::kGood && file.named_by_network &&
        network != nullptr) {
      finding = CompareWithNetwork(setup, file, *network);
    }
    if (finding.state != Finding::State::kGood) {
      findings.push_back(std::move(finding));
    }
  }
  if (findings.size() == others) {
    findings.push_back(AllKeysAreGood(setup));
  }
  return findings;
}

Findings OwnCertificate(const Setup& setup, const Network* network,
                        absl::Time now) {
  std::ifstream file(setup.certificate_path, std::ios::binary);
  if (!file) {
    return {Fault("certificate",
                  absl::StrCat("There is no certificate at ",
                               setup.certificate_path, "."),
                  "Has the administrator's answer arrived? kith enrol CODE, or "
                  "put the file in its place.")};
  }
  const std::string pem{std::istreambuf_iterator<char>(file), {}};
  const absl::StatusOr<CertificateFacts> facts = FactsOfCertificatePem(pem);
  if (!facts.ok()) {
    return {Fault("certificate",
                  absl::StrCat(setup.certificate_path,
                               " is damaged: it holds no certificate."),
                  "Put the certificate in its place that the administrator "
                  "sent back.")};
  }
  Finding whose = network == nullptr ? Good("certificate", "")
                                     : WhoseCertificate(setup, *network, pem);
  if (whose.state != Finding::State::kGood) return {std::move(whose)};
  return {DatesOf(*facts, now), KeyOfCertificate(setup, pem)};
}

}  // namespace kith::health
