// Catalogue: the named block formats as types. Spec [blocks-3], registry/blocks.json.

/// OCP MXFP8 with E4M3 elements.
public typealias MXFP8E4M3 = Block<E4M3FN, E8M0FNU, 32>
/// OCP MXFP8 with E5M2 elements.
public typealias MXFP8E5M2 = Block<E5M2, E8M0FNU, 32>
/// OCP MXFP6 with E2M3 elements.
public typealias MXFP6E2M3 = Block<E2M3FN, E8M0FNU, 32>
/// OCP MXFP6 with E3M2 elements.
public typealias MXFP6E3M2 = Block<E3M2FN, E8M0FNU, 32>
/// OCP MXFP4.
public typealias MXFP4 = Block<E2M1FN, E8M0FNU, 32>
/// OCP MXINT8: elements with six fraction bits.
public typealias MXINT8 = Block<S1P6, E8M0FNU, 32>
/// MXINT8 of *INT v.s. FP*: whole numbers −127 … 127.
public typealias MXINT8Symmetric = Block<INT8Symmetric, E8M0FNU, 32>
/// MXINT6 of *INT v.s. FP*: whole numbers −31 … 31.
public typealias MXINT6Symmetric = Block<INT6Symmetric, E8M0FNU, 32>
/// MXINT4 of *INT v.s. FP*: whole numbers −7 … 7.
public typealias MXINT4Symmetric = Block<INT4Symmetric, E8M0FNU, 32>
/// MXINT2: −1, 0, 1.
public typealias MXINT2Symmetric = Block<INT2Symmetric, E8M0FNU, 32>
/// NVFP4: E2M1 in blocks of 16 under an E4M3 scale, under a binary32 factor for the tensor.
public typealias NVFP4 = TensorScaled<Block<E2M1FN, UE4M3, 16>>
/// NVINT4 of *INT v.s. FP*: whole numbers −7 … 7, scaled as NVFP4.
public typealias NVINT4 = TensorScaled<Block<INT4Symmetric, UE4M3, 16>>
