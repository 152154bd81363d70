// SPDX-License-Identifier: Apache-2.0
#include "agent/console/console.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/console/http/server.h"
#include "agent/console/own_authority.h"
#include "agent/console/own_health.h"
#include "agent/console/served_certificate.h"
#include "agent/console/signin/provider_http.h"
#include "agent/console/site.h"
#include "keys/base/executor.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/credential.h"
#include "keys/program/config_file.h"
#include "keys/tls/credentials.h"
#include "kith/config/v1/console.pb.h"

namespace kith::console {
namespace {

// Pages wait for the agent, and questions for the centre: each holds one.
constexpr int kPageThreads = 8;
constexpr int kQuestionThreads = 16;
// What waits for no agent, so that no page that does keeps it from anybody:
// style sheets, and what everybody may see.
constexpr int kAssetThreads = 2;
constexpr int kOpenPageThreads = 2;
// Signing in waits for passwords to be checked and for the provider. It has
// threads of its own, more than AccountLimits lets wait, and nobody waits for
// one of these: a crowd that signs in keeps nobody from their pages.
constexpr int kSignInThreads = 40;
// So much longer than it should may something stay in memory.
constexpr absl::Duration kSweepEvery = absl::Minutes(1);

bool IsSigningIn(const HttpRequest& request) {
  return absl::StartsWith(request.path, "/sign-in/") ||
         (request.path == "/sign-in" && request.method == "POST");
}

bool IsAsset(const HttpRequest& request) {
  return absl::StartsWith(request.path, "/assets/");
}

// With a cookie it might have to be asked whose it is.
bool IsOpenPage(const HttpRequest& request) {
  return request.path == "/sign-in" ||
         (request.path == "/agencies" && request.headers.count("cookie") == 0);
}

absl::StatusOr<absl::Duration> Minutes(std::uint32_t given, std::uint32_t usual,
                                       std::uint32_t most, const char* field) {
  if (given > most) {
    return absl::InvalidArgumentError(absl::StrCat(field, ": at most ", most));
  }
  return absl::Minutes(given == 0 ? usual : given);
}

struct Settings {
  SessionLimits sessions;
  absl::Duration answers;
  absl::Duration recheck;
};

absl::StatusOr<Settings> ReadSettings(const config::v1::ConsoleConfig& config) {
  if (!config.has_openid() && config.accounts().empty()) {
    return absl::InvalidArgumentError(
        "openid or accounts: say how people sign in; see "
        "docs/operate/console.md");
  }
  Settings settings;
  KITH_ASSIGN_OR_RETURN(settings.sessions.idle,
                        Minutes(config.idle_minutes(), 15, 60, "idle_minutes"));
  KITH_ASSIGN_OR_RETURN(
      settings.sessions.longest,
      Minutes(config.longest_minutes(), 600, 720, "longest_minutes"));
  KITH_ASSIGN_OR_RETURN(settings.answers, Minutes(config.answer_minutes(), 5,
                                                  15, "answer_minutes"));
  const std::uint32_t recheck = config.openid().recheck_seconds();
  if (recheck > 3600) {
    return absl::InvalidArgumentError("openid.recheck_seconds: at most 3600");
  }
  settings.recheck = absl::Seconds(recheck == 0 ? 300 : recheck);
  return settings;
}

}  // namespace

struct Console::Impl {
  Impl(const Settings& settings, const std::string& desk_socket)
      : sessions(clock, random, settings.sessions),
        answers(clock, random, settings.answers),
        desk(desk_socket) {}

  absl::Status AddSignIn(const config::v1::ConsoleConfig& config,
                         const std::string& config_path);
  // What the server starts with. Issues it first, if the console is its own
  // authority.
  absl::StatusOr<TlsFiles> FirstCertificate(const config::v1::ConsoleTls& tls,
                                            const std::string& config_path,
                                            const std::string& host_name);
  absl::Status Serve(const config::v1::ConsoleConfig& config,
                     const std::string& config_path, const Settings& settings);
  // Nullptr if as many sign in as there are threads for it.
  Executor* WorkersFor(const HttpRequest& request);
  HttpResponse Answer(const HttpRequest& request);
  // Forgets what is over though nobody comes, and renews the certificate if it
  // is time: now and every minute.
  void Sweep();

  SystemClock clock;
  SystemRandom random;
  Sessions sessions;
  Answers answers;
  Notices notices;
  desk::DeskClient desk;
  std::unique_ptr<ProviderHttp> provider_http;
  std::unique_ptr<OpenId> provider;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<SignInPages> sign_in;
  EvidenceMaker evidence;
  std::unique_ptr<OwnAuthority> own_authority;
  std::unique_ptr<ServedCertificate> served;
  std::unique_ptr<OwnHealth> health;
  ThreadedExecutor questions{clock, kQuestionThreads};
  std::unique_ptr<PageParts> parts;
  std::unique_ptr<Site> site;
  ThreadedExecutor pages{clock, kPageThreads};
  ThreadedExecutor open_pages{clock, kOpenPageThreads};
  ThreadedExecutor assets{clock, kAssetThreads};
  ThreadedExecutor sign_ins{clock, kSignInThreads};
  // Of its own, so that no page that waits delays it.
  ThreadedExecutor sweeps{clock, 1};
  std::atomic<int> signing_in = 0;
  std::unique_ptr<HttpServer> server;
};

absl::Status Console::Impl::AddSignIn(const config::v1::ConsoleConfig& config,
                                      const std::string& config_path) {
  if (config.has_openid()) {
    KITH_ASSIGN_OR_RETURN(
        OpenIdOptions options,
        ReadOpenIdOptions(config.openid(), config.origin(), config_path));
    provider_http = MakeCurlHttp(
        config.openid().authority().empty()
            ? ""
            : ResolvePath(config_path, config.openid().authority(), ""));
    provider = std::make_unique<OpenId>(std::move(options), *provider_http,
                                        clock, random);
  }
  if (!config.accounts().empty()) {
    KITH_ASSIGN_OR_RETURN(
        accounts,
        Accounts::Open(ResolvePath(config_path, config.accounts(), ""), clock,
                       random));
  }
  sign_in =
      std::make_unique<SignInPages>(provider.get(), accounts.get(), sessions);
  return absl::OkStatus();
}

Executor* Console::Impl::WorkersFor(const HttpRequest& request) {
  if (IsAsset(request)) return &assets;
  if (!IsSigningIn(request)) return IsOpenPage(request) ? &open_pages : &pages;
  if (signing_in.fetch_add(1) < kSignInThreads) return &sign_ins;
  --signing_in;
  return nullptr;
}

HttpResponse Console::Impl::Answer(const HttpRequest& request) {
  HttpResponse response = site->Serve(request);
  if (IsSigningIn(request)) --signing_in;
  return response;
}

void Console::Impl::Sweep() {
  for (const std::uint64_t ended : sessions.Sweep()) answers.LeaveAll(ended);
  answers.Sweep();
  // What goes wrong is logged, and on the Connection page.
  if (own_authority != nullptr) (void)own_authority->Renew();
  sweeps.At(clock.Monotonic() + kSweepEvery, [this] { Sweep(); });
}

absl::StatusOr<TlsFiles> Console::Impl::FirstCertificate(
    const config::v1::ConsoleTls& tls, const std::string& config_path,
    const std::string& host_name) {
  const PairPaths paths{
      ResolvePath(config_path, tls.certificate(), "certificate.pem"),
      ResolvePath(config_path, tls.private_key(), "tls.key")};
  if (tls.own_authority()) {
    if (NamesCredential(tls.private_key())) {
      return absl::InvalidArgumentError(
          "tls.own_authority: the console writes tls.private_key itself; name "
          "a file, and no credential");
    }
    KITH_ASSIGN_OR_RETURN(own_authority,
                          OwnAuthority::Open(paths, host_name, clock, random));
  }
  served = std::make_unique<ServedCertificate>(paths, clock);
  return served->ReadFirst();
}

absl::Status Console::Impl::Serve(const config::v1::ConsoleConfig& config,
                                  const std::string& config_path,
                                  const Settings& settings) {
  ServerOptions options;
  options.listen = config.listen();
  KITH_ASSIGN_OR_RETURN(Gate gate, Gate::For(config.origin()));
  KITH_ASSIGN_OR_RETURN(
      TlsFiles tls,
      FirstCertificate(config.tls(), config_path, gate.host_name()));
  options.certificate_pem = std::move(tls.certificate_pem);
  options.private_key_pem = std::move(tls.private_key_pem);
  health = std::make_unique<OwnHealth>(*served, own_authority.get(), clock,
                                       provider.get());
  parts = std::make_unique<PageParts>(
      PageParts{.answers = answers,
                .notices = notices,
                .clock = clock,
                .workers = questions,
                .version = KITH_VERSION,
                .own_health = [this] { return health->Look(); },
                .evidence = evidence});
  site = std::make_unique<Site>(Site::Settings{.recheck = settings.recheck},
                                *parts, *sign_in, sessions, desk);
  KITH_ASSIGN_OR_RETURN(
      server,
      HttpServer::Start(
          std::move(options), std::move(gate),
          [this](const HttpRequest& request) { return Answer(request); },
          [this](const HttpRequest& request) { return WorkersFor(request); }));
  Sweep();
  served->KeepLooking(*server, sweeps);
  LogInfo("serving", {{"origin", config.origin()}});
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Console>> Console::Start(
    const std::string& config_path, EvidenceMaker evidence) {
  config::v1::ConsoleConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  KITH_ASSIGN_OR_RETURN(const Settings settings, ReadSettings(config));
  auto impl = std::make_unique<Impl>(
      settings, ResolvePath(config_path, config.desk_socket(), "desk.sock"));
  impl->evidence = std::move(evidence);
  KITH_RETURN_IF_ERROR(impl->AddSignIn(config, config_path));
  KITH_RETURN_IF_ERROR(impl->Serve(config, config_path, settings));
  return std::unique_ptr<Console>(new Console(std::move(impl)));
}

Console::Console(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Console::~Console() {
  impl_->sweeps.Stop();
  impl_->assets.Stop();
  impl_->open_pages.Stop();
  impl_->pages.Stop();
  impl_->sign_ins.Stop();
  impl_->questions.Stop();
}

std::uint16_t Console::port() const { return impl_->server->port(); }

}  // namespace kith::console
