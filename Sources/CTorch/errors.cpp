#include <sstream>

#include "shim.h"

namespace {
struct Scope {
  bool failed = false;
  std::string message;
};
thread_local std::string last_error;
thread_local std::vector<Scope> scopes;
}  // namespace

void fail(const char *name, std::initializer_list<CTensor> tensors, const char *message) {
  std::ostringstream text;
  text << name << "(";
  bool first = true;
  for (CTensor tensor : tensors) {
    text << (first ? "" : ", ");
    first = false;
    if (!tensor) text << "nil";
    else if (!T(tensor).defined()) text << "failed";
    else text << T(tensor).sizes();
  }
  text << "): " << message;
  last_error = text.str();
}

extern "C" {
const char *ct_error(void) { return last_error.c_str(); }
void ct_fail(const char *message) { last_error = message; }
void ct_scope_enter(void) { scopes.emplace_back(); }
bool ct_scope_record(void) {
  if (scopes.empty()) return false;
  if (!scopes.back().failed) scopes.back() = {true, last_error};
  return true;
}
bool ct_scope_leave(void) {
  Scope scope = scopes.back();
  scopes.pop_back();
  if (scope.failed) last_error = scope.message;
  return scope.failed;
}
}
