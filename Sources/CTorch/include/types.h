#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CT_BEGIN extern "C" {
#define CT_END }
#else
#define CT_BEGIN
#define CT_END
#endif

/// A tensor that the caller owns: `ct_free` ends it.
typedef struct CTensorObject *CTensor;
/// A random generator that the caller owns: `ct_generator_free` ends it.
typedef struct CGeneratorObject *CGenerator;

/// Tensors that the caller owns one by one; `items` itself is freed by `ct_list_free`.
typedef struct {
  CTensor _Nonnull *_Nullable items;
  long count;
} CTensorList;
