/* A PKCS#11 2.40 module for faults that SoftHSM2 cannot show. FAKE_FAULT names the fault;
   FAKE_CERTIFICATE, FAKE_CURVE and FAKE_POINT are files with the attributes of the one key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long U;
typedef unsigned char B;
typedef struct { B major, minor; } Version;
typedef struct { U type; void *value; U length; } Attribute;
typedef struct {
  B label[32], maker[32], model[16], serial[16];
  U flags, max_sessions, sessions, max_rw, rw, max_pin, min_pin, pub_total, pub_free, priv_total, priv_free;
  Version hardware, firmware;
  B time[16];
} TokenInfo;
typedef struct { U slot, state, flags, error; } SessionInfo;

enum {
  OK = 0, DEVICE_REMOVED = 0x32, ATTRIBUTE_TYPE_INVALID = 0x12, FUNCTION_NOT_SUPPORTED = 0x54,
  PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4, BUFFER_TOO_SMALL = 0x150, CANT_LOCK = 0xA
};
enum { CERTIFICATE = 1, PRIVATE_KEY = 3 };
enum { HANDLE_CERTIFICATE = 1, HANDLE_KEY = 2 };

/* The test reads how often C_Login was called from the token's serial number. */
static U logins, logged_in, found[2], found_count, found_next;

static int fault(const char *name) {
  const char *wanted = getenv("FAKE_FAULT");
  return wanted && strcmp(wanted, name) == 0;
}

static U file(const char *variable, B *buffer, U size) {
  const char *path = getenv(variable);
  FILE *stream = path ? fopen(path, "rb") : NULL;
  if (!stream) return 0;
  U length = fread(buffer, 1, size, stream);
  fclose(stream);
  return length;
}

static void pad(B *to, const char *text, U size) {
  memset(to, ' ', size);
  memcpy(to, text, strlen(text));
}

static U unsupported(void) { return FUNCTION_NOT_SUPPORTED; }

/* Without locking by the system only, as simple drivers are. */
static U initialize(const void *arguments) {
  const B *bytes = arguments;
  U flags = 0;
  if (bytes) memcpy(&flags, bytes + 4 * sizeof(void *), sizeof flags);
  return flags & 2 ? CANT_LOCK : OK;
}

static U slots(B present, U *list, U *count) {
  (void)present;
  if (list) list[0] = 7;
  *count = 1;
  return OK;
}

static U token(U slot, TokenInfo *info) {
  char serial[17];
  (void)slot;
  memset(info, 0, sizeof *info);
  snprintf(serial, sizeof serial, "logins %lu", logins);
  pad(info->label, "Fake", 32);
  pad(info->maker, "vanbang tests", 32);
  pad(info->model, "fake", 16);
  pad(info->serial, serial, 16);
  info->flags = 0x4 | 0x8 | 0x400; /* login required, PIN and token initialized */
  if (fault("pad")) info->flags |= 0x100;
  if (fault("final_try")) info->flags |= 0x20000;
  if (fault("locked")) info->flags |= 0x40000;
  info->max_pin = 8;
  info->min_pin = 4;
  return OK;
}

static U mechanisms(U slot, U *list, U *count) {
  (void)slot;
  if (list) list[0] = 0x1041; /* CKM_ECDSA */
  *count = 1;
  return OK;
}

static U open_session(U slot, U flags, void *application, void *notify, U *session) {
  (void)slot; (void)flags; (void)application; (void)notify;
  *session = 1;
  return OK;
}

static U close_session(U session) {
  (void)session;
  logged_in = 0;
  return OK;
}

static U session_info(U session, SessionInfo *info) {
  (void)session;
  info->slot = 7;
  info->state = logged_in ? 1 : 0;
  info->flags = 4;
  info->error = 0;
  return OK;
}

static U login(U session, U user, const B *pin, U length) {
  (void)session; (void)user;
  logins++;
  if (fault("locks_now")) return PIN_LOCKED;
  if (fault("pad") ? pin != NULL : (length != 4 || memcmp(pin, "1234", 4) != 0)) return PIN_INCORRECT;
  logged_in = 1;
  return OK;
}

static U find_init(U session, const Attribute *template, U count) {
  U class = 0;
  (void)session;
  for (U i = 0; i < count; i++)
    if (template[i].type == 0) memcpy(&class, template[i].value, sizeof class);
  found_count = found_next = 0;
  if (class == CERTIFICATE) found[found_count++] = HANDLE_CERTIFICATE;
  if (class == PRIVATE_KEY && logged_in) found[found_count++] = HANDLE_KEY;
  return OK;
}

static U find(U session, U *objects, U limit, U *count) {
  (void)session;
  for (*count = 0; *count < limit && found_next < found_count; ) objects[(*count)++] = found[found_next++];
  return OK;
}

static U find_final(U session) {
  (void)session;
  return OK;
}

static U attribute(U object, Attribute *wanted) {
  static B buffer[65536];
  U length = 0;
  switch (wanted->type) {
    case 0x3: length = 1; buffer[0] = 'k'; break;
    case 0x102: length = 1; buffer[0] = 0xA1; break;
    case 0x11: if (object == HANDLE_CERTIFICATE) length = file("FAKE_CERTIFICATE", buffer, sizeof buffer); break;
    case 0x180: if (object == HANDLE_KEY) length = file("FAKE_CURVE", buffer, sizeof buffer); break;
    case 0x181: if (object == HANDLE_KEY) length = file("FAKE_POINT", buffer, sizeof buffer); break;
  }
  if (fault("huge_label") && wanted->type == 0x3) length = 1UL << 40; /* what no buffer can hold */
  if (length == 0) {
    wanted->length = (U)-1;
    return ATTRIBUTE_TYPE_INVALID;
  }
  if (!wanted->value) {
    wanted->length = length;
    return OK;
  }
  if (wanted->length < length) return BUFFER_TOO_SMALL;
  memcpy(wanted->value, buffer, length);
  wanted->length = length;
  return OK;
}

static U attributes(U session, U object, Attribute *template, U count) {
  U outcome = OK;
  (void)session;
  for (U i = 0; i < count; i++) {
    U one = attribute(object, &template[i]);
    if (one != OK) outcome = one;
  }
  return outcome;
}

static U sign_init(U session, void *mechanism, U key) {
  (void)session; (void)mechanism; (void)key;
  return OK;
}

static U sign(U session, const B *data, U length, B *signature, U *signature_length) {
  (void)session; (void)data; (void)length;
  if (fault("removed")) return DEVICE_REMOVED;
  *signature_length = 64;
  if (signature) memset(signature, 0x11, 64); /* well-formed, and of no key */
  return OK;
}

static struct { Version version; void *functions[68]; } list;

U C_GetFunctionList(void **out) {
  list.version.major = 2;
  list.version.minor = 40;
  for (int i = 0; i < 68; i++) list.functions[i] = (void *)unsupported;
  list.functions[0] = (void *)initialize;
  list.functions[3] = (void *)C_GetFunctionList;
  list.functions[4] = (void *)slots;
  list.functions[6] = (void *)token;
  list.functions[7] = (void *)mechanisms;
  list.functions[12] = (void *)open_session;
  list.functions[13] = (void *)close_session;
  list.functions[15] = (void *)session_info;
  list.functions[18] = (void *)login;
  list.functions[24] = (void *)attributes;
  list.functions[26] = (void *)find_init;
  list.functions[27] = (void *)find;
  list.functions[28] = (void *)find_final;
  list.functions[42] = (void *)sign_init;
  list.functions[43] = (void *)sign;
  *out = &list;
  return OK;
}
